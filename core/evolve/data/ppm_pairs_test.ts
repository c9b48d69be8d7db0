import assert from "node:assert/strict";
import fc from "fast-check";
import { solutionOf } from "../../search/node.ts";
import { answer, code, end } from "../../search/testing/scripted_steps.ts";
import { officialPair, type PairOptions, preferencePairs, trajectoryPairs } from "./ppm_pairs.ts";
import { grownAtRandom, played, SUM } from "../testing/grown_trees.ts";

const right = answer("7", { correct: true });
const wrong = answer("8", { correct: false });
/** Five rollouts, one for each program: Q(a) = 0, Q(b) = 1, Q(c) = Q(d) = -1. */
const tree = played({
  "": [code("<code>\na"), code("<code>\nb"), code("<code>\nc"), code("<code>\nd")],
  "0": [end("a0"), end("a1")],
  "0.0": [right],
  "0.1": [wrong],
  "1": [end("b0")],
  "1.0": [right],
  "2": [end("c0")],
  "2.0": [wrong],
  "3": [end("d0")],
  "3.0": [wrong],
});
const grown = { problem: SUM, trees: [tree] };
const anyText = { minEditDistance: 0 };
/** A step by its letter, a trajectory by its first one: `b>c`. */
const named = (options: PairOptions, of = grown) =>
  preferencePairs(of, options).pairs.map(({ kind, depth, chosen, rejected, margin, weight }) => {
    const letter = (text: string) => /[a-z]\d?(?=\n)/.exec(text.replace("<code>\n", ""))?.[0];
    return [kind, depth, `${letter(chosen)}>${letter(rejected)}`, Number(margin.toFixed(3)), weight];
  });

Deno.test("preferencePairs() follows the paper's selection as worked out by hand", () => {
  assert.deepEqual(named({ selection: "paper" }), [
    ["step", 0, "b>c", 2, 1 / 4],
    ["step", 0, "b>d", 2, 1 / 4],
    ["step", 0, "a>c", 1, 1 / 4],
    ["step", 0, "a>d", 1, 1 / 4],
    ["step", 1, "a0>a1", 2, 1],
    ["trajectory", 0, "b>c", 2, 1 / 4],
    ["trajectory", 0, "b>d", 2, 1 / 4],
    ["trajectory", 0, "a>c", 1.667, 1 / 4],
    ["trajectory", 0, "a>d", 1.667, 1 / 4],
  ]);
});

Deno.test("preferencePairs() follows the official selection: answers are steps, texts must differ", () => {
  assert.deepEqual(named({ selection: "official", ...anyText }).map(([, , name]) => name), [
    "b>c",
    "b>d",
    "a>c",
    "a>d",
    "a0>a1",
  ]);
  assert.deepEqual(preferencePairs(grown, { selection: "official" }), { pairs: [], dropped: { alike: 5 } });
  const answers = { problem: SUM, trees: [played({ "": [end("<code>\na")], "0": [right, wrong] })] };
  const [pair] = preferencePairs(answers, { selection: "official", ...anyText }).pairs;
  assert.deepEqual([pair.chosen, pair.rejected, pair.depth], [right.text, wrong.text, 1]);
  assert.deepEqual(preferencePairs(answers, { selection: "paper" }).pairs.map(({ kind }) => kind), ["trajectory"]);
});

Deno.test("preferencePairs() lets one step stand against four only in the official selection", () => {
  const steps = ["a", "b", "c", "d", "e", "f"];
  const script = Object.fromEntries(steps.map((_, index) => [`${index}`, [index === 0 ? right : wrong]]));
  const lone = { problem: SUM, trees: [played({ "": steps.map((step) => end(`<code>\n${step}`)), ...script })] };
  const official = preferencePairs(lone, { selection: "official", ...anyText }).pairs;
  assert.deepEqual(official.map(({ positives, negatives, weight }) => [positives, negatives, weight]), [
    ...Array.from({ length: 4 }, () => [1, 4, 1 / 4]),
  ]);
  const paper = preferencePairs(lone, { selection: "paper" }).pairs.filter(({ kind }) => kind === "step");
  assert.deepEqual(paper.map(({ weight }) => weight), [1 / 2, 1 / 2]);
});

Deno.test("preferencePairs() never pairs a step that leads to both with itself, nor against its Q", () => {
  const both = played({
    "": [code("<code>\na"), code("<code>\nb")],
    "0": [end("a0"), end("a1"), end("a2")],
    "0.0": [right],
    "0.1": [right],
    "0.2": [wrong],
    "1": [end("b0"), end("b1")],
    "1.0": [right],
    "1.1": [wrong],
  });
  const steps = named({ selection: "paper" }, { ...grown, trees: [both] })
    .filter(([kind, depth]) => kind === "step" && depth === 0);
  assert.deepEqual(steps, [["step", 0, "a>b", 0.333, 1]]);
  const { dropped } = preferencePairs({ ...grown, trees: [both] }, { selection: "official", ...anyText });
  assert.deepEqual(dropped, { "small-margin": 1, "no-margin": 1 });
});

Deno.test("preferencePairs() descends by the most visited node where `nodes` says so", () => {
  const twoWays = played({
    "": [code("<code>\na"), code("<code>\nb")],
    "0": [end("a0"), end("a1")],
    "0.0": [right],
    "0.1": [wrong],
    "1": [end("b0"), end("b1"), end("b2")],
    "1.0": [right],
    "1.1": [wrong],
    "1.2": [wrong],
  });
  const steps = (nodes: "all" | "most-visited") =>
    named({ selection: "paper", nodes }, { ...grown, trees: [twoWays] })
      .filter(([kind]) => kind === "step").map(([, , name]) => name);
  assert.deepEqual(steps("all"), ["a>b", "a0>a1", "b0>b1", "b0>b2"]);
  assert.deepEqual(steps("most-visited"), ["a>b", "b0>b1", "b0>b2"], "b has three visits, a two");
});

Deno.test("preferencePairs() says nothing twice where two trees of a problem say the same", () => {
  const once = preferencePairs(grown, { selection: "paper" }).pairs.length;
  const twice = preferencePairs({ ...grown, trees: [tree, tree] }, { selection: "paper" });
  assert.deepEqual([twice.pairs.length, twice.dropped], [once, { repeated: 5 }]);
});

Deno.test("preferencePairs() does not prefer answers that are lucky by the given test", () => {
  const problem = { id: "p", question: "Let k = 3 + 4. Is k prime?", answer: "True" };
  const [yes, no] = [answer("True", { correct: true }), answer("False", { correct: false })];
  const guess = played({ "": [end("<code>\nprint(1)"), end("<code>\nprint(0)")], "0": [yes], "1": [no] });
  const data = { problem, trees: [guess] };
  const isLucky = () => true;
  assert.deepEqual(preferencePairs(data, { selection: "paper", isLucky }).pairs, []);
  assert.equal(preferencePairs(data, { selection: "paper" }).pairs.length, 2);
  assert.equal(trajectoryPairs(data, { isLucky }).length, 0);
});

Deno.test("officialPair() gives the prompt as the model reads it, and the official counts", () => {
  const pair = preferencePairs(grown, { selection: "paper" }).pairs[4];
  assert.deepEqual(officialPair(pair), {
    prompt:
      "<|user|>:\nWhat is 3 + 4?\n<|assistant|>: Let's think step by step and solve the problem with code.<code>\na\n<end_of_step>",
    chosen: "a0\n<end_of_code>\n<output>7<end_of_output>\n",
    rejected: "a1\n<end_of_code>\n<output>7<end_of_output>\n",
    neg_count: 1,
    pos_count: 1,
  });
});

const OPTIONS = fc.record<PairOptions>({
  selection: fc.constantFrom("paper", "official"),
  nodes: fc.constantFrom("all", "most-visited"),
  minEditDistance: fc.constantFrom(0, 10),
});

Deno.test("preferencePairs() keeps its promises whatever the tree", () => {
  fc.assert(fc.property(fc.nat(), fc.boolean(), OPTIONS, (seed, ppm, options) => {
    const grown = grownAtRandom(seed, { ppm });
    const { pairs } = preferencePairs(grown, options);
    const found = grown.trees[0].found.map((leaf) => ({ correct: leaf.correct, solution: solutionOf(leaf) }));
    const leads = (text: string, correct: boolean) =>
      found.some((leaf) => leaf.correct === correct && leaf.solution.startsWith(text));
    const official = options.selection === "official";
    const groups = new Map<string, number>();
    for (const pair of pairs) {
      assert.ok(leads(pair.prefix + pair.chosen, true) && leads(pair.prefix + pair.rejected, false));
      assert.deepEqual([pair.id, pair.question], [SUM.id, SUM.question]);
      assert.notEqual(pair.chosen, pair.rejected);
      assert.ok(pair.margin > (official ? 0.5 - 1e-9 : 0) && pair.margin <= 2 + 1e-9);
      assert.ok(official || (pair.positives <= 2 && pair.negatives <= 2));
      assert.ok(!official || pair.kind === "step");
      if (official) assert.equal(pair.weight, 1 / (pair.positives * pair.negatives));
      const group = `${pair.kind} ${pair.prefix}`;
      groups.set(group, (groups.get(group) ?? 0) + pair.weight);
    }
    for (const sum of groups.values()) assert.ok(official ? sum < 1 + 1e-9 : Math.abs(sum - 1) < 1e-9, `${sum}`);
    if (options.nodes === "most-visited") {
      const steps = pairs.filter(({ kind }) => kind === "step");
      const prefixes = new Set(steps.map(({ prefix }) => prefix));
      assert.equal(prefixes.size, new Set(steps.map(({ depth }) => depth)).size, "one node a level");
    }
  }));
});

Deno.test("preferencePairs() finds pairs in most random trees", () => {
  const withPairs = Array.from(
    { length: 50 },
    (_, seed) => preferencePairs(grownAtRandom(seed), { selection: "paper" }),
  )
    .filter(({ pairs }) => pairs.length > 0);
  assert.ok(withPairs.length > 25, "or the property above would hold of nothing");
});
