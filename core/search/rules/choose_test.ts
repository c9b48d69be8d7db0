import assert from "node:assert/strict";
import { type ChoiceRule, choose, type Trajectory } from "./choose.ts";

const found = (answer: string, ppm: number | null, meanQ = 0, logProbability = 0): Trajectory => ({
  steps: [],
  answer,
  ppm,
  meanQ,
  logProbability,
});
const pick = (trajectories: Trajectory[], rule: ChoiceRule) => {
  const choice = choose(trajectories, rule)!;
  return [choice.answer, choice.votes, choice.share];
};

/** The best single trajectory says 3; most say 1; the weights favour 2. */
const MIXED = [found("1", -0.8), found("1", -0.8), found("1", -0.8), found("2", 0.5), found("2", 0.4), found("3", 0.9)];

Deno.test("choose() picks by each rule", () => {
  assert.deepEqual(pick(MIXED, { rule: "ppm-best" }), ["3", 1, 1 / 6]);
  assert.deepEqual(pick(MIXED, { rule: "majority" }), ["1", 3, 0.5]);
  const [answer, votes, share] = pick(MIXED, { rule: "weighted-vote" });
  assert.deepEqual([answer, votes], ["2", 2]);
  assert.ok(Math.abs(Number(share) - 1.45 / (0.3 + 1.45 + 0.95)) < 1e-12);
  assert.deepEqual(pick(MIXED, { rule: "top-majority", count: 3 }), ["2", 2, 2 / 3]);
});

Deno.test("choose() sums the likelihood of an answer's trajectories", () => {
  const ln = Math.log;
  const sampled = [found("1", null, 0, ln(0.4)), found("2", null, 0, ln(0.25)), found("2", null, 0, ln(0.2))];
  const [answer, votes, share] = pick(sampled, { rule: "likelihood-vote" });
  assert.deepEqual([answer, votes], ["2", 2]);
  assert.ok(Math.abs(Number(share) - 0.45 / 0.85) < 1e-12);
  const tiny = [found("1", null, 0, -5000), found("2", null, 0, -5001)];
  assert.equal(choose(tiny, { rule: "likelihood-vote" })!.answer, "1", "far below what exp can hold");
});

Deno.test("choose() breaks ties by the better trajectory, then by the one found first", () => {
  assert.equal(choose([found("1", 0.1), found("2", 0.2)], { rule: "majority" })!.answer, "2");
  assert.equal(choose([found("1", 0.1), found("2", 0.1)], { rule: "majority" })!.answer, "1");
  assert.equal(choose([found("1", null, 0.1), found("2", null, 0.3)], { rule: "majority" })!.answer, "2", "average Q");
});

Deno.test("choose() has a share even where every score is -1", () => {
  assert.equal(choose([found("1", -1), found("2", -1)], { rule: "weighted-vote" })!.share, 0.5);
});

Deno.test("choose() gives null without trajectories", () => {
  assert.equal(choose([], { rule: "majority" }), null);
});
