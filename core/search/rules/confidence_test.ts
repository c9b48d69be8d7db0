import assert from "node:assert/strict";
import { PRESETS } from "../presets.ts";
import { Tree } from "../tree.ts";
import { choose, trajectoryOf } from "./choose.ts";
import { answerFeatures, confidenceOf, UNFITTED } from "./confidence.ts";

/** A tree whose first step has one likely and one failing sibling, and whose program prints 8. */
function solved(): Tree {
  const tree = new Tree({ question: "What is 3 + 5?", options: PRESETS.paper, reward: "self-consistency", seed: 0 });
  const step = (text: string, logProbability: number, ok = true, answer: string | null = null) => ({
    text,
    logProbability,
    observation: answer === null ? { status: ok ? "ok" as const : "error" as const, output: "8", cpuMs: 1 } : null,
    ppm: null,
    answer,
  });
  const code = "<code>\nprint(3 + 7)\n<end_of_code>";
  const steps = [step(code, -0.5), step("<code>\nprint(1/0)\n<end_of_code>", -2, false)];
  tree.tell({ path: tree.ask()!.node.path, tokens: 9, steps });
  const words = "<answer>The answer is \\boxed{9}.<end_of_answer>";
  tree.tell({ path: tree.ask()!.node.path, tokens: 5, steps: [step(words, -1.5, true, "8")] });
  return tree;
}

Deno.test("answerFeatures() says how likely the steps are, what failed, and what of the question was not read", () => {
  const tree = solved();
  const choice = choose(tree.found.map(trajectoryOf), { rule: "majority" })!;
  const { perCharacter, beginnings, ...features } = answerFeatures(choice, [tree]);
  assert.deepEqual(features, {
    lowestStep: -1.5,
    firstStep: -0.5,
    share: 1,
    agreed: 0, // 9 was boxed, 8 printed
    ppm: 0,
    failed: 1 / 4,
    unread: 1 / 2, // 3 is in the program, 5 is not
  });
  assert.ok(perCharacter < -0.01 && perCharacter > -0.5);
  assert.equal(beginnings, Math.log(2));
});

Deno.test("confidenceOf() is logistic, and modest where nothing was fitted", () => {
  const tree = solved();
  const features = answerFeatures(choose(tree.found.map(trajectoryOf), { rule: "majority" })!, [tree]);
  const model = { intercept: 1, weights: { share: 1, lowestStep: 2 }, threshold: 0.5 };
  assert.equal(confidenceOf(features, model), 1 / (1 + Math.exp(-(1 + 1 - 3))));
  assert.ok(confidenceOf(features, UNFITTED) < 0.75);
  assert.ok(confidenceOf({ ...features, share: 0.4 }, UNFITTED) < UNFITTED.threshold);
});
