import assert from "node:assert/strict";
import type { ProposeRequest } from "@rstar/core";
import { SharedPolicy } from "./shared_policy.ts";

Deno.test("SharedPolicy asks once for those with the same prefix, and gives each what belongs to its seeds", async () => {
  const asked: [string, readonly number[]][] = [];
  const policy = new SharedPolicy({
    propose: ({ prefix, seeds }) => {
      asked.push([prefix.solution, seeds]);
      if (prefix.solution === "bad") return Promise.reject(new Error("no"));
      return Promise.resolve(seeds.map((seed) => ({ text: `${seed}`, finish: "stop", tokens: 1, logProbability: 0 })));
    },
  });
  const ask = async (solution: string, ...seeds: number[]) => {
    const request: ProposeRequest = {
      prefix: { question: "q", solution },
      seeds,
      temperature: 1,
      stop: [],
      maxTokens: 9,
    };
    return (await policy.propose(request)).map(({ text }) => Number(text));
  };
  assert.deepEqual(await Promise.all([ask("a", 1), ask("b", 2), ask("a", 3, 4)]), [[1], [2], [3, 4]]);
  assert.deepEqual(asked.splice(0), [["a", [1, 3, 4]], ["b", [2]]]);
  await Promise.all([assert.rejects(ask("bad", 1), /no/), assert.rejects(ask("bad", 2), /no/)]);
  assert.deepEqual(asked, [["bad", [1, 2]]]);
});
