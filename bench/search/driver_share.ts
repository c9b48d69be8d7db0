/**
 * The driver's share of a search: time a rollout with a policy and a verifier that answer instantly, against the same
 * search of 64 problems with the embedded model.
 *
 * ```sh
 * deno run -A bench/search/driver_share.ts
 * ```
 *
 * @module
 */
import { search, type SearchPorts } from "@rstar/core";
import { searchDefaults } from "@rstar/core/search";
import { benchSolver } from "../harness/bench_processes.ts";
import { instantPolicy, instantVerifier } from "./instant_ports.ts";

const problems = Array.from({ length: 64 }, (_, n) => ({
  id: `${n}`,
  question: `Let u = ${n} + 3. Let v = u*${n + 4}. What is the remainder when v is divided by 7?`,
}));

const solver = await benchSolver(problems.length);
const { search: options } = searchDefaults(solver.manifest);

async function rollouts(ports: SearchPorts): Promise<number> {
  let total = 0;
  for await (const event of search(problems, ports, { search: options, seed: Math.random() * 2 ** 31 | 0 })) {
    if (event.type === "done") total += event.result.usage.rollouts;
  }
  return total;
}

/** Milliseconds a rollout, all problems together. */
async function cost(ports: SearchPorts): Promise<number> {
  const started = performance.now();
  const count = await rollouts(ports);
  return (performance.now() - started) / count;
}

await rollouts({ policy: instantPolicy, verifier: instantVerifier }); // compiled before it is measured
const own = await cost({ policy: instantPolicy, verifier: instantVerifier });
const whole = await cost(solver.ports);
console.log(
  `driver ${(own * 1000).toFixed(0)} µs a rollout, whole search ${whole.toFixed(1)} ms: ${
    (100 * own / whole).toFixed(2)
  } %`,
);
await solver[Symbol.asyncDispose]();
