/**
 * A policy whose every program gives the same answer, with the verifier for it.
 *
 * @module
 */
import type { SearchPorts } from "@rstar/core";

/** Ports whose trajectories have one step and answer `answer`, 5 tokens a candidate; `asked` keeps all requests as JSON. */
export function fixedAnswer(answer: string): SearchPorts & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    policy: {
      propose: (request) => {
        asked.push(JSON.stringify(request));
        const text = request.prefix.solution.includes("<output>")
          ? `<answer>\\boxed{${answer}}<end_of_answer>`
          : "print(3 + 4)\n<end_of_code>";
        return Promise.resolve(
          request.seeds.map(() => ({ text, finish: "stop" as const, tokens: 5, logProbability: -1 })),
        );
      },
    },
    verifier: {
      run: () => Promise.resolve({ status: "ok", output: answer, cpuMs: 1 }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  };
}
