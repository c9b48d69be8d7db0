import assert from "node:assert/strict";
import { type Policy, type Ppm, RstarError } from "@rstar/core";
import { SUM_PPM, SUM_VERIFIER, SumPolicy, sums } from "@rstar/core/testing";
import { type EvalProblem, evaluate, type EvaluateOptions } from "./evaluate.ts";
import { ResultFile } from "./results/result_file.ts";
import { parseStrategies } from "./strategies/strategy.ts";

const PROBLEMS: EvalProblem[] = [
  ...sums(3, { digits: 2, level: "sure" }),
  ...sums(6, { digits: 3, level: "mixed" }),
  ...sums(2, { digits: 4, level: "never" }),
];
const MANIFEST = {
  name: "sums",
  search: { candidates: 2, answerCandidates: 1, rollouts: 4, terminals: "exclude" },
} as EvaluateOptions["manifest"];

async function options(more: Partial<EvaluateOptions> = {}): Promise<EvaluateOptions> {
  return {
    ports: { policy: new SumPolicy(), verifier: SUM_VERIFIER, ppm: SUM_PPM },
    manifest: MANIFEST,
    grade: (prediction, truth) => Promise.resolve(prediction === truth),
    results: await ResultFile.open(),
    concurrency: 4,
    seed: 1,
    onProgress: () => {},
    ...more,
  };
}

Deno.test("evaluate() measures every way; the sure are right, those beyond the policy wrong", async () => {
  const strategies = parseStrategies("greedy,solve,majority@1..8,weighted@8,best@8,search@1..4,search:msft@2,beam@4");
  const verdicts = await evaluate(PROBLEMS, strategies, await options());
  assert.deepEqual([...verdicts.keys()], strategies.map(({ name }) => name));
  for (const [name, byId] of verdicts) {
    assert.deepEqual([...byId.keys()], PROBLEMS.map(({ id }) => id), name);
    for (const { id, answer, level } of PROBLEMS) {
      const verdict = byId.get(id)!;
      assert.equal(verdict.right, verdict.answer === answer, `${name} on ${id}`);
      if (level !== "mixed") assert.equal(verdict.right, level === "sure", `${name} on ${id}`);
      assert.ok(verdict.tokens > 0 && verdict.seconds >= 0);
      if (verdict.answer !== null) assert.match(verdict.steps.at(-1)!.text, /boxed/);
    }
  }
});

Deno.test("evaluate() gives a strategy the same answers alone and beside those it shares samples with", async () => {
  const all = await evaluate(PROBLEMS, parseStrategies("majority@1..8,search@1..4"), await options());
  for (const name of ["majority@2", "search@2"]) {
    const alone = await evaluate(PROBLEMS, parseStrategies(name), await options());
    for (const { id } of PROBLEMS) {
      const { seconds: _, ...expected } = alone.get(name)!.get(id)!;
      const { seconds: __, ...shared } = all.get(name)!.get(id)!;
      assert.deepEqual(shared, expected, `${name} on ${id}`);
    }
  }
});

Deno.test("evaluate() asks every way for what the model reads in place of a typed question", async () => {
  const typed = sums(2, { digits: 2, level: "sure" });
  const problems = typed.map((sum) => ({ ...sum, question: `\u200b${sum.question}\n` }));
  for (const name of ["greedy", "solve", "majority@2", "best@2", "search@2", "beam@2"]) {
    const read = new Set<string>();
    const sumPolicy = new SumPolicy();
    const policy: Policy = {
      propose: (request) => {
        read.add(request.prefix.question);
        return sumPolicy.propose(request);
      },
    };
    const ppm: Ppm = {
      score: (prefixes) => {
        for (const { question } of prefixes) read.add(question);
        return SUM_PPM.score(prefixes);
      },
    };
    const ports = { policy, ppm, verifier: SUM_VERIFIER };
    await evaluate(problems, parseStrategies(name), await options({ ports }));
    assert.deepEqual([...read].toSorted(), typed.map(({ question }) => question).toSorted(), name);
  }
});

Deno.test("evaluate() measures again what comes from other bytes, grades again what is judged otherwise, and nothing twice", async () => {
  const results = await ResultFile.open();
  const [first, second] = PROBLEMS;
  const read: string[] = [];
  const judged: string[] = [];
  const sumPolicy = new SumPolicy();
  const policy: Policy = {
    propose: (request) => {
      if (request.prefix.solution === "") read.push(request.prefix.question);
      return sumPolicy.propose(request);
    },
  };
  const ask = async (problems: readonly EvalProblem[], more: Partial<EvaluateOptions> = {}) => {
    read.length = judged.length = 0;
    const grade = (prediction: string, truth: string) => {
      judged.push(truth);
      return Promise.resolve(prediction === truth);
    };
    const ports = { policy, verifier: SUM_VERIFIER };
    const verdicts = await evaluate(
      problems,
      parseStrategies("greedy"),
      await options({ results, ports, grade, ...more }),
    );
    return problems.map(({ id }) => verdicts.get("greedy")!.get(id)!.right);
  };
  assert.deepEqual([await ask([first, second]), read.length], [[true, true], 2]);
  assert.deepEqual([await ask([first, second]), read, judged], [[true, true], [], []], "nothing has changed");
  assert.deepEqual([await ask([first, { ...second, answer: "0" }]), read, judged], [[true, false], [], ["0"]]);
  const question = "What is 20 + 4?";
  assert.deepEqual([await ask([first, { ...second, question, answer: "24" }]), read], [[true, true], [question]]);
  assert.deepEqual([await ask([first], { graderHash: "2" }), read, judged], [[true], [], [first.answer]]);
  for (const more of [{ modelHash: "2" }, { manifest: { ...MANIFEST, typed: ["spaces"] as const } }]) {
    await ask([first], more as Partial<EvaluateOptions>);
    assert.deepEqual(read, [first.question]);
  }
});

Deno.test("evaluate() measures rows again that do not say what they come from", async () => {
  const results = await ResultFile.open();
  const [{ id }] = PROBLEMS;
  results.append("greedy seed=1", id, { greedy: { answer: "7", right: true, tokens: 1, seconds: 1, steps: [] } });
  const verdicts = await evaluate(PROBLEMS.slice(0, 1), parseStrategies("greedy"), await options({ results }));
  assert.notEqual(verdicts.get("greedy")!.get(id)!.answer, "7");
});

Deno.test("evaluate() refuses a way that needs a PPM where there is none", async () => {
  const ports = { policy: new SumPolicy(), verifier: SUM_VERIFIER };
  await assert.rejects(
    evaluate(PROBLEMS, parseStrategies("greedy,best@4"), await options({ ports })),
    (error: unknown) => error instanceof RstarError && /best@4 as the model has no PPM/.test(error.message),
  );
});
