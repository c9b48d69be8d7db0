/**
 * A policy and a verifier that answer instantly, so that nothing but the search itself is measured.
 *
 * @module
 */
import { type Policy, stepKind, type Verifier } from "@rstar/core";

/** Writes programs of three steps, a different one for each seed. */
export const instantPolicy: Policy = {
  propose: ({ prefix, seeds }) =>
    Promise.resolve(seeds.map((seed) => {
      const depth = prefix.solution.split("<end_of_step>").length - 1;
      const ended = prefix.solution.includes("<output>");
      const text = ended
        ? `<answer>The answer is \\boxed{${seed % 3}}.<end_of_answer>`
        : `# Step ${depth}\nx = ${seed}\n${depth < 2 ? "<end_of_step>" : "<end_of_code>"}`;
      return { text, finish: "stop", tokens: 20, logProbability: -1 };
    })),
};
/** Runs nothing: every step succeeds. */
export const instantVerifier: Verifier = {
  run: (steps) => Promise.resolve({ status: "ok", output: String(stepKind(steps[0]).length), cpuMs: 0 }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
