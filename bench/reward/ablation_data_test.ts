import assert from "node:assert/strict";
import fc from "fast-check";
import { qValue, solutionOf, walk } from "@rstar/core/search";
import { answer, broken, end, grownAtRandom, played, SUM } from "@rstar/core/testing";
import { outcomePairs, stepValues } from "./ablation_data.ts";

const right = answer("7", { correct: true });
const wrong = answer("8", { correct: false });
const tree = played({
  "": [end("<code>\na"), end("<code>\nb"), broken("<code>\nc"), end("<code>\nd")],
  "0": [right, wrong],
  "1": [wrong],
}, { rollouts: 3 });

Deno.test("stepValues() gives Q of every valid step that was visited", () => {
  const [a, b] = ["a", "b"].map((step) => `<code>\n${step}\n<end_of_code>\n<output>7<end_of_output>\n`);
  // Rollouts 1 and 2 go to a and b, the third to d: it is a dead end, and the unvisited answer below a stays without a value.
  assert.deepEqual(stepValues({ problem: SUM, trees: [tree] }), [
    { id: "sum", question: SUM.question, prefix: a, value: 1 },
    { id: "sum", question: SUM.question, prefix: a + right.text, value: 1 },
    { id: "sum", question: SUM.question, prefix: b, value: -1 },
    { id: "sum", question: SUM.question, prefix: b + wrong.text, value: -1 },
  ]);
});

Deno.test("stepValues() agrees with the tree, PPM scores included", () => {
  fc.assert(fc.property(fc.nat(), (seed) => {
    const grown = grownAtRandom(seed, { ppm: true });
    const nodes = [...walk(grown.trees[0].root)].filter(({ invalid, visits, depth }) => !invalid && visits && depth);
    assert.deepEqual(
      stepValues(grown).map(({ prefix, value }) => [prefix, value]),
      nodes.map((node) => [solutionOf(node), qValue(node)]),
    );
  }));
});

Deno.test("outcomePairs() sets whole right trajectories against whole wrong ones, whatever their Q", () => {
  fc.assert(fc.property(fc.nat(), (seed) => {
    const grown = grownAtRandom(seed, { trees: 2 });
    const solutions = (correct: boolean) =>
      new Set(grown.trees.flatMap(({ found }) => found.filter((leaf) => leaf.correct === correct).map(solutionOf)));
    const [correct, wrong] = [solutions(true), solutions(false)];
    const pairs = outcomePairs(grown);
    assert.equal(pairs.length, Math.min(2, correct.size) * Math.min(2, wrong.size));
    for (const { chosen, rejected, weight, kind, prefix } of pairs) {
      assert.ok(correct.has(chosen) && wrong.has(rejected));
      assert.deepEqual([kind, prefix, weight], ["trajectory", "", 1 / pairs.length]);
    }
  }));
});
