import type { Policy } from "@rstar/core";

const DEPTH = 4;

/**
 * A policy that computes as many tokens as it is told, and says what a script says: steps of a program, then its end and the
 * answer. For models of random weights, which would never end a step: the prompts grow and the trees branch as real ones do.
 *
 * @param tokens generated for each candidate
 */
export function scriptedPolicy(policy: Policy, tokens: number): Policy {
  return {
    async propose(request, options) {
      const { solution } = request.prefix;
      const candidates = await policy.propose({ ...request, stop: [], maxTokens: tokens }, options);
      return candidates.map((candidate, index) => ({
        ...candidate,
        text: scriptedText(solution, request.seeds[index]),
        finish: "stop",
      }));
    },
  };
}

function scriptedText(solution: string, seed: number): string {
  if (solution.includes("<output>")) return `<answer>The answer is \\boxed{${seed % 3}}.<end_of_answer>`;
  const depth = solution.split("<end_of_step>").length - 1;
  const step = `# Step ${depth + 1}: the next of the values\nvalue_${depth} = ${seed % 1000} * ${depth + 3}\n`;
  return depth < DEPTH ? `${step}<end_of_step>` : `${step}print(value_${depth})\n<end_of_code>`;
}
