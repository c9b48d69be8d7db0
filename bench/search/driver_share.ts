/**
 * What the driver itself costs a rollout: 64 problems searched with a policy and a verifier that answer at once.
 *
 * Beside it the same search with the embedded model: the ratio of the two times a rollout is the driver's share.
 *
 * @module
 */
import { openSession } from "@rstar/cli";
import { search, searchDefaults, type SearchPorts } from "@rstar/core";
import { instantPolicy, instantVerifier } from "./instant_ports.ts";

const problems = Array.from({ length: 64 }, (_, n) => ({
  id: `${n}`,
  question: `Let u = ${n} + 3. Let v = u*${n + 4}. What is the remainder when v is divided by 7?`,
}));

const session = await openSession({
  questions: problems.length,
  signal: new AbortController().signal,
  onProgress: (line) => console.error(line),
});
const { search: options } = searchDefaults(session.manifest);

async function rollouts(ports: SearchPorts): Promise<number> {
  let total = 0;
  for await (const event of search(problems, ports, { search: options, seed: Math.random() * 2 ** 31 | 0 })) {
    if (event.type === "done") total += event.result.rollouts;
  }
  return total;
}

/** Milliseconds a rollout. */
async function cost(ports: SearchPorts): Promise<number> {
  const started = performance.now();
  const count = await rollouts(ports);
  return (performance.now() - started) / count;
}

await rollouts({ policy: instantPolicy, verifier: instantVerifier }); // compiled before it is measured
const own = await cost({ policy: instantPolicy, verifier: instantVerifier });
const whole = await cost(session.ports);
console.log(
  `driver ${(own * 1000).toFixed(0)} µs a rollout, whole search ${whole.toFixed(1)} ms: ${
    (100 * own / whole).toFixed(2)
  } %`,
);
await session[Symbol.asyncDispose]();
