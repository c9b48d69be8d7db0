/**
 * The time of single executions: `deno bench -A bench/verifier/verifier_bench.ts`. The machine should be idle.
 *
 * @module
 */
import { PythonVerifier } from "@rstar/core";
import { verifierPython } from "../harness/bench_processes.ts";

const python = await verifierPython();
const PREFIX = ["from sympy import *", "x = symbols('x')", "s = solve(x**2 - 5*x + 6, x)", "t = factor(x**4 - 1)"];
const SOLVE = "from sympy import *\nx = symbols('x')\nprint(solve(x**2 - 5*x + 6, x))";

Deno.bench("start to first result", { group: "start", n: 5, warmup: 1 }, async (b) => {
  b.start();
  const verifier = await PythonVerifier.start({ python });
  await verifier.run(["print(1)"]);
  b.end();
  await verifier.close();
});

for (const snapshots of [64, 0]) {
  const verifier = await PythonVerifier.start({ python, snapshots, cacheEntries: 0 });
  await verifier.ready();
  for (let n = 1; n <= PREFIX.length; n++) await verifier.run(PREFIX.slice(0, n));
  const how = snapshots ? "snapshots" : "replay";
  Deno.bench(`arithmetic, ${how}`, { group: "arithmetic" }, async () => {
    await verifier.run(["x = 3 + 4\nprint(x)"]);
  });
  Deno.bench(`solve a quadratic, ${how}`, { group: "solve" }, async () => {
    await verifier.run([SOLVE]);
  });
  Deno.bench(`step 5 of a SymPy program, ${how}`, { group: "depth 4" }, async () => {
    await verifier.run([...PREFIX, "print(solve(x**3 - 8, x)[0])"]);
  });
  Deno.bench(`100 arithmetic steps at once, ${how}`, { group: "throughput" }, async () => {
    await Promise.all(Array.from({ length: 100 }, (_, i) => verifier.run([`print(3 + ${i})`])));
  });
  globalThis.addEventListener("unload", () => {
    for (const pid of verifier.processIds) Deno.kill(pid, "SIGTERM");
  });
}
