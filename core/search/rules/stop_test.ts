import assert from "node:assert/strict";
import { agreement, enough, firstOf } from "./stop.ts";

const progress = (answers: string[] = [], tokens = 0) => ({ rollouts: answers.length, tokens, answers, correct: 0 });

Deno.test("agreement() stops when one answer has the votes and the share", () => {
  const rule = agreement({ votes: 2, share: 0.6 });
  assert.equal(rule(progress()), null);
  assert.equal(rule(progress(["1", "2"])), null);
  assert.equal(rule(progress(["1", "1", "2", "3"])), null, "two votes, but half of four");
  assert.equal(rule(progress(["0.5", "1/2", "2"])), "agreement");
});

Deno.test("enough() stops when there are so many correct answers and so many wrong ones", () => {
  const found = (correct: number, wrong: number) => ({ ...progress(Array(correct + wrong).fill("1")), correct });
  const rule = enough({ correct: 2, wrong: 1 });
  assert.deepEqual([rule(found(2, 0)), rule(found(1, 5)), rule(found(2, 1))], [null, null, "enough"]);
  assert.equal(enough({ correct: 2, wrong: 0 })(found(2, 0)), "enough");
});

Deno.test("firstOf() gives the first reason", () => {
  const rule = firstOf(({ tokens }) => tokens >= 100 ? "enough" : null, agreement({ votes: 1 }));
  assert.equal(rule(progress(["1"], 100)), "enough");
  assert.equal(rule(progress(["1"], 99)), "agreement");
  assert.equal(rule(progress([], 99)), null);
});
