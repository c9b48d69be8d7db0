import assert from "node:assert/strict";
import fc from "fast-check";
import { trajectoryOf } from "../../search/rules/choose.ts";
import { answer, code, end, ran } from "../../search/testing/scripted_steps.ts";
import { isCorrect, type LuckTest, solutionText, trajectoriesOf } from "./grown_problem.ts";
import { officialSft, sftExamples } from "./sft_data.ts";
import { grownAtRandom, played, SUM } from "../testing/grown_trees.ts";

const right = answer("7", { correct: true });
const wrong = answer("8", { correct: false });
/** Three first programs: right twice, right once and wrong once, wrong. */
const tree = played({
  "": [end("<code>\na"), end("<code>\nb"), end("<code>\nc")],
  "0": [right, wrong],
  "1": [answer("7", { correct: true, text: "<answer>It is \\boxed{7}.<end_of_answer>" }), right],
  "2": [wrong],
}, { rollouts: 5 });
const grown = { problem: { ...SUM, level: "easy" }, trees: [tree] };

Deno.test("sftExamples() takes the best correct trajectories by average Q", () => {
  const { examples, dropped } = sftExamples(grown, { round: 2 });
  assert.deepEqual(examples.map(({ meanQ, minQ }) => [meanQ, minQ]), [[1, 1], [1, 1]]);
  assert.deepEqual(dropped, { surplus: 1 });
  const [{ id, level, question, answer, solution, steps, round }] = examples;
  assert.deepEqual({ id, level, question, answer, steps, round }, {
    ...SUM,
    level: "easy",
    steps: 2,
    round: 2,
  });
  assert.equal(
    solution,
    "<code>\nb\n<end_of_code>\n<output>7<end_of_output>\n<answer>It is \\boxed{7}.<end_of_answer>",
  );
});

Deno.test("sftExamples() leaves out texts that come again, errors and malformed solutions, and says why", () => {
  const noisy = played({
    "": [end("<code>\na"), end("<code>\nb # an Error of 1"), end("no tag"), code("<code>\nd")],
    "0": [right],
    "1": [right],
    "2": [right],
    "3": [end("e", { observation: { status: "error", output: "?", cpuMs: 0 } })],
    "3.0": [right],
  }, { errorsThreshold: 2, rollouts: 20 });
  const { examples, dropped } = sftExamples({ ...grown, trees: [noisy, noisy] }, { round: 1, count: 9 });
  assert.equal(examples.length, 1);
  assert.deepEqual(dropped, { repeated: 1, error: 4, malformed: 2 });
});

Deno.test("sftExamples() breaks ties by least Q, then likelihood, then order", () => {
  const likely = { correct: true, logProbability: -0.5 };
  const ties = played({
    "": [end("<code>\na"), end("<code>\nb"), end("<code>\nc")],
    "0": [right],
    "1": [answer("7", likely)],
    "2": [right],
  }, { rollouts: 3 });
  const { examples } = sftExamples({ ...grown, trees: [ties] }, { round: 1, count: 3 });
  assert.deepEqual(examples.map(({ solution }) => solution[7]), ["b", "a", "c"]);
  const uneven = played({
    "": [end("<code>\na", { ppm: -1 }), code("<code>\nb", { ppm: -0.5 })],
    "0": [answer("7", likely)],
    "1": [end("b0", { ppm: -0.5 })],
    "1.0": [right],
  });
  assert.deepEqual(
    sftExamples({ ...grown, trees: [uneven] }, { round: 1 }).examples.map(({ meanQ, minQ }) => [meanQ, minQ]),
    [[0.5, 0.25], [0.5, 0]], // (0.25 + 0.25 + 1) / 3 and (0 + 1) / 2; the second is the likelier
  );
});

Deno.test("sftExamples() gives nothing of a problem that is solved too rarely", () => {
  assert.equal(sftExamples(grown, { round: 1, minAccuracy: 0.6 }).examples.length, 2, "3 of 5 are correct");
  assert.deepEqual(sftExamples(grown, { round: 1, minAccuracy: 0.61 }), {
    examples: [],
    dropped: { "noisy-problem": 3 },
  });
});

Deno.test("sftExamples() drops the answers that are lucky by the given test", () => {
  const problem = { id: "p", question: "Let k = 3 + 4. Is k prime?", answer: "True" };
  const verdict = answer("True", { correct: true });
  const guess = played({
    "": [end("<code>\nprint(isprime(7))"), code("<code>\nk = 3 + 4")],
    "0": [verdict],
    "1": [end("print(isprime(k))", { observation: ran("True") })],
    "1.0": [verdict],
  });
  const data = { problem, trees: [guess] };
  const isLucky: LuckTest = ({ steps }) => steps.length === 2;
  const { examples, dropped } = sftExamples(data, { round: 1, isLucky });
  assert.deepEqual(examples.map(({ steps }) => steps), [3]);
  assert.deepEqual(dropped, { lucky: 1 });
  assert.equal(sftExamples(data, { round: 1 }).examples.length, 2);
});

Deno.test("sftExamples() accounts for every correct trajectory, and keeps none that is not", () => {
  fc.assert(fc.property(fc.nat(), fc.boolean(), fc.integer({ min: 1, max: 4 }), (seed, ppm, count) => {
    const grown = grownAtRandom(seed, { ppm, trees: 2 });
    const { examples, dropped } = sftExamples(grown, { round: 1, count });
    const correct = trajectoriesOf(grown).filter(isCorrect);
    const sum = Object.values(dropped).reduce((total, number) => total + number, 0);
    assert.equal(examples.length + sum, correct.length);
    assert.ok(examples.length <= count);
    assert.equal(new Set(examples.map(({ solution }) => solution)).size, examples.length);
    const best = correct.map(({ meanQ }) => meanQ);
    for (const { solution, meanQ } of examples) {
      assert.ok(correct.some((trajectory) => solutionText(trajectory) === solution && trajectory.meanQ === meanQ));
    }
    if (examples.length > 0) assert.equal(examples[0].meanQ, Math.max(...best));
  }));
});

Deno.test("officialSft() names the fields as the official files do", () => {
  const [example] = sftExamples(grown, { round: 1 }).examples;
  assert.deepEqual(officialSft(example), { query: SUM.question, response: example.solution });
  assert.equal(solutionText(trajectoryOf(tree.found[1])).length, example.solution.length);
});
