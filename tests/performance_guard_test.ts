/**
 * Ratios that hold on any machine, measured side by side, with bounds so wide that only a mistake breaks them. How fast it is
 * stands in `bench/`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { PythonVerifier, search, type SearchPorts, type Verifier } from "@rstar/core";
import { searchDefaults } from "@rstar/core/search";
import { pythonEnvironment } from "@rstar/environment";
import { openSolver, VERIFIER_REQUIREMENTS } from "@rstar/solver";

async function milliseconds(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

Deno.test("a step behind others that compute costs at most half with snapshots of what it does without", async () => {
  const python = await pythonEnvironment({ requirements: VERIFIER_REQUIREMENTS, name: "verifier" });
  const start = (snapshots: number) => PythonVerifier.start({ python, snapshots, cacheEntries: 0 });
  await using kept = await start(64);
  await using replayed = await start(0);
  const prefix = Array.from({ length: 8 }, (_, k) => `v${k} = sum(range(300_000 + ${k}))`);
  const steps = (n: number) => [...prefix, `print(v0 + ${n})`];
  for (let n = 1; n <= prefix.length; n++) await kept.run(prefix.slice(0, n));
  const cost = async (verifier: Verifier): Promise<number> => {
    const runs = [0, 1, 2].map((n) => () => milliseconds(() => verifier.run(steps(n))));
    let best = Infinity;
    for (const run of runs) best = Math.min(best, await run());
    return best;
  };
  const [withSnapshots, without] = [await cost(kept), await cost(replayed)];
  assert.ok(withSnapshots < 0.5 * without, `${withSnapshots.toFixed(1)} ms and ${without.toFixed(1)} ms`);
});

Deno.test("the driver takes at most a tenth of a search", async () => {
  const problems = Array.from({ length: 8 }, (_, n) => ({ id: `${n}`, question: `Is ${1001 + 2 * n} prime?` }));
  await using solver = await openSolver({ questions: problems.length });
  const options = { ...searchDefaults(solver.manifest).search, rollouts: 4 };
  const answers = new Map<string, unknown>();
  const searched = async (ports: SearchPorts): Promise<void> => {
    for await (const event of search(problems, ports, { search: options, seed: 1 })) {
      assert.notEqual(event.type, "failed");
    }
  };
  const remembered = <Request, Answer>(ask: (request: Request) => Promise<Answer>) => async (request: Request) => {
    const key = JSON.stringify(request);
    if (!answers.has(key)) answers.set(key, await ask(request));
    return answers.get(key) as Answer;
  };
  const { policy, ppm, verifier } = solver.ports;
  const ports: SearchPorts = {
    policy: { propose: remembered((request) => policy.propose(request)) },
    ppm: { score: remembered((prefixes) => ppm!.score(prefixes)) },
    verifier: {
      run: remembered((steps) => verifier.run(steps)),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  };
  const whole = await milliseconds(() => searched(ports));
  const driver = await milliseconds(() => searched(ports));
  assert.ok(driver < 0.1 * whole, `driver ${driver.toFixed(0)} ms of ${whole.toFixed(0)}`);
});
