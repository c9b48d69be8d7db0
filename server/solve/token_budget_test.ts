import assert from "node:assert/strict";
import type { Policy, ProposeRequest } from "@rstar/core";
import { withinTokens } from "./token_budget.ts";

/** Candidates of `tokens` tokens each, or as many as they may have; what was asked is in `asked`. */
function candidatesOf(tokens: number) {
  const asked: (readonly [candidates: number, maxTokens: number])[] = [];
  const policy: Policy = {
    propose: async ({ seeds, maxTokens }) => {
      asked.push([seeds.length, maxTokens]);
      await Promise.resolve();
      return seeds.map(() => ({ text: "", finish: "stop", tokens: Math.min(tokens, maxTokens), logProbability: -1 }));
    },
  };
  return { policy, asked };
}

const request: ProposeRequest = {
  prefix: { question: "q", solution: "" },
  seeds: [1, 2, 3, 4],
  temperature: 1,
  stop: [],
  maxTokens: 10,
};

Deno.test("withinTokens() changes nothing while all candidates can have their full length", async () => {
  const { policy, asked } = candidatesOf(4);
  const budgeted = withinTokens(policy, 56);
  await budgeted.propose(request);
  await budgeted.propose(request);
  assert.deepEqual([asked, budgeted.isCut], [[[4, 10], [4, 10]], false]);
});

Deno.test("withinTokens() spends what is left on fewer candidates, then on a shorter one, and never more", async () => {
  const { policy, asked } = candidatesOf(9);
  const budgeted = withinTokens(policy, 62);
  let spent = 0;
  for (let call = 0; call < 5; call++) {
    for (const { tokens } of await budgeted.propose(request)) spent += tokens;
  }
  assert.deepEqual([asked, spent, budgeted.isCut], [[[4, 10], [2, 10], [1, 8]], 62, true]);
});

Deno.test("withinTokens() lets a call wait for what those under way leave over, failed ones too", async () => {
  const { policy, asked } = candidatesOf(1);
  const budgeted = withinTokens(policy, 43);
  await Promise.all([budgeted.propose(request), budgeted.propose(request)]);
  assert.deepEqual([asked, budgeted.isCut], [[[4, 10], [3, 10]], true]);

  const failing = withinTokens({ propose: () => Promise.reject(new Error("gone")) }, 40);
  await assert.rejects(failing.propose(request), /gone/);
  await assert.rejects(failing.propose(request), /gone/);
  assert.equal(failing.isCut, false);
});
