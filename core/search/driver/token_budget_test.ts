import assert from "node:assert/strict";
import type { Candidate, Policy, ProposeRequest } from "../../policy.ts";
import type { Verifier } from "../../verifier/verifier.ts";
import type { Journal } from "../journal.ts";
import { small } from "../testing/scripted_steps.ts";
import type { TraceLine } from "../trace.ts";
import { type DriverOptions, search } from "./search.ts";
import type { SearchResult } from "./search_event.ts";
import { BudgetSpent, withinTokens } from "./token_budget.ts";

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
  for (let call = 0; call < 3; call++) {
    for (const { tokens } of await budgeted.propose(request)) spent += tokens;
  }
  await assert.rejects(budgeted.propose(request), BudgetSpent);
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

Deno.test("search({ tokens }) generates no token more than its budget, over all trees, and spends it", async () => {
  for (const trees of [1, 3]) {
    for (let tokens = 1; tokens <= 120; tokens += 7) {
      const policy = new StepPolicy();
      const result = await searched({ policy, tokens, trees });
      assert.equal(policy.generated, tokens, `${trees} trees`);
      assert.deepEqual([result.stopped, result.usage.tokens], ["tokens", tokens]);
    }
  }
});

Deno.test("search({ tokens }) without a limit that matters is the same search", async () => {
  const [free, bounded] = await Promise.all([searched({}), searched({ tokens: 1_000_000 })]);
  assert.deepEqual(bounded.trees.map(({ root }) => root), free.trees.map(({ root }) => root));
  assert.equal(bounded.stopped, free.stopped);
  assert.notEqual(free.stopped, "tokens");
});

Deno.test("search({ tokens }) counts what its journal holds", async () => {
  const lines: TraceLine[] = [];
  const journal: Journal = { append: (line) => void lines.push(line), read: () => lines };
  await searched({ tokens: 30, journal });
  const policy = new StepPolicy();
  const again = await searched({ policy, tokens: 50, journal });
  assert.deepEqual([policy.generated, again.usage.tokens], [20, 50]);
});

Deno.test("search({ tokens }) takes answers that cost nothing when its budget is spent", async () => {
  const policy = new StepPolicy();
  const isGiven: Policy["isGiven"] = ({ solution }) => solution.endsWith("<end_of_output>\n");
  const whole: Policy = {
    isGiven,
    propose: async (request) => {
      const candidates = await policy.propose({ ...request, maxTokens: 10 });
      return candidates.map((candidate): Candidate =>
        isGiven(request.prefix)
          ? { ...candidate, text: "<answer>\\boxed{7}.<end_of_answer>", tokens: 0 }
          : { ...candidate, text: candidate.text.replace("end_of_step", "end_of_code"), tokens: request.maxTokens }
      );
    },
  };
  const verifier: Verifier = { ...VERIFIER, run: () => Promise.resolve({ status: "ok", output: "7", cpuMs: 1 }) };
  const shape = small({ candidates: 1, rollouts: 1, maxStepTokens: 10 });
  const { answer, guess, usage } = await searched({ policy: whole, verifier, tokens: 20, trees: 2, search: shape });
  assert.deepEqual([answer ?? guess, usage.tokens, usage.rollouts], ["7", 20, 2]);
});

/** Each candidate is a step of code, different from the others, of 1 to 9 tokens or as many as it may have. */
class StepPolicy implements Policy {
  generated = 0;
  async propose({ seeds, maxTokens }: ProposeRequest): Promise<Candidate[]> {
    await Promise.resolve();
    return seeds.map((seed) => {
      const tokens = Math.min(maxTokens, 1 + seed % 9);
      this.generated += tokens;
      return { text: `<code>\nx = ${seed}\n<end_of_step>`, finish: "stop", tokens, logProbability: -1 };
    });
  }
}

const VERIFIER: Verifier = {
  run: () => Promise.resolve({ status: "ok", output: "", cpuMs: 1 }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

async function searched(
  { policy = new StepPolicy(), verifier = VERIFIER, ...options }:
    & { readonly policy?: Policy; readonly verifier?: Verifier }
    & Partial<DriverOptions>,
): Promise<SearchResult> {
  const shape = small({ candidates: 4, rollouts: 8, maxStepTokens: 10 });
  for await (
    const event of search([{ id: "p", question: "q" }], { policy, verifier }, { search: shape, ...options })
  ) {
    if (event.type === "failed") throw event.error;
    if (event.type === "done") return event.result;
  }
  throw new Error("the search did not end");
}
