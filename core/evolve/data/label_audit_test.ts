import assert from "node:assert/strict";
import { labelAudit } from "./label_audit.ts";
import { answered } from "../testing/grown_trees.ts";

const problem = (id: string) => ({ id, question: `What is ${id}?`, answer: "7" });
/** What a problem's trajectories said in one round, right answers with an exclamation mark. */
const said = (id: string, ...answers: readonly string[]) =>
  answered(problem(id), answers.map((text) => [text.replace("!", ""), text.endsWith("!")]));

Deno.test("labelAudit() finds problems whose trajectories agree against the label, most suspicious first", () => {
  const audit = labelAudit([
    [said("half", "8", "9", "8"), said("sure", "0.5", "\\frac{1}{2}"), said("solved", "8", "8", "8", "8")],
    [said("half", "8", "8", "10"), said("sure", "1/2", "1/2"), said("solved", "8", "7!")],
  ]);
  assert.deepEqual(audit.map(({ id, majority, votes, share, rounds }) => [id, majority, votes, share, rounds]), [
    ["sure", "0.5", 4, 1, 2],
    ["half", "8", 4, 4 / 6, 2],
  ]);
  assert.deepEqual([audit[0].question, audit[0].answer], ["What is sure?", "7"]);
});

Deno.test("labelAudit() wants votes, a share, and the same majority in every round", () => {
  const rounds = [[said("p", "8", "8", "8", "9", "9")], [said("p", "9", "8", "9"), said("q", "8", "8", "8")], [
    said("p"),
  ]];
  assert.deepEqual(labelAudit(rounds), [], "p's majority is 8 over all, 9 in round 2; q has three votes");
  assert.deepEqual(labelAudit(rounds, { minVotes: 3 }).map(({ id, rounds }) => [id, rounds]), [["q", 1]]);
  assert.deepEqual(labelAudit([rounds[0]], { minVotes: 3, minShare: 0.6 }).map(({ id }) => id), ["p"]);
  assert.deepEqual(labelAudit([rounds[0]], { minVotes: 3, minShare: 0.61 }), []);
});
