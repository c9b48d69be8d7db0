import assert from "node:assert/strict";
import { PRESETS } from "@rstar/core";
import { MAX_CONCURRENCY, openSolver } from "./open_solver.ts";

const QUESTION = "Solve 3*x + 5 = 20 for x.";

Deno.test("a solver searches with the model's own options, flags over them, on one question or many", async () => {
  await using solver = await openSolver();
  const { manifest, concurrency } = solver;
  assert.deepEqual([manifest.name, concurrency], ["rstar-tiny", MAX_CONCURRENCY]);

  const own = await solver.solve(QUESTION);
  assert.deepEqual([own.answer, own.problem], ["5", { id: "1", question: QUESTION }]);
  assert.equal(own.tree.init.options.candidates, manifest.search!.candidates);

  const types = new Set<string>();
  const flagged = await solver.solve(
    { id: "a", question: QUESTION },
    { preset: "msft", rollouts: 2, trees: 2, seed: 7, onEvent: ({ type }) => types.add(type) },
  );
  const { rollouts, choice } = flagged.tree.init.options;
  assert.deepEqual([flagged.problem.id, flagged.trees.length], ["a", 2]);
  assert.deepEqual({ rollouts, choice }, { rollouts: 2, choice: PRESETS.msft.choice });
  assert.deepEqual([...types].sort(), ["progress", "tell", "tree"]);

  const problems = ["a", "b", "c"].map((id) => ({ id, question: QUESTION }));
  const answers: string[] = [];
  for await (const event of solver.search(problems, { rollouts: 1 })) {
    if (event.type === "done") answers.push(`${event.result.problem.id} ${event.result.answer}`);
  }
  assert.deepEqual(answers.sort(), ["a 5", "b 5", "c 5"]);

  const late = await solver.solve(QUESTION, { budgetSeconds: 0.001 });
  assert.equal(late.stopped, "seconds");
  const stopped = await solver.solve(QUESTION, { signal: AbortSignal.abort() });
  assert.deepEqual([stopped.answer, stopped.stopped], [null, "cancelled"]);
  // @ts-expect-error: a labelled problem is no UnlabelledProblem
  await solver.solve({ id: "a", question: QUESTION, answer: "5" }, { signal: AbortSignal.abort() });
  assert.ok(await solver.countTokens(QUESTION) > 0);
  assert.ok(Object.values(await solver.stats()).some(({ generatedTokens }) => generatedTokens > 0));
});

Deno.test("openSolver() leaves the PPM out when told to", async () => {
  await using solver = await openSolver({ ppm: false, questions: 1, threads: 1 });
  assert.deepEqual([solver.ports.ppm, solver.concurrency], [undefined, 1]);
  assert.equal((await solver.solve(QUESTION)).answer, "5");
});
