import type { Policy } from "@rstar/core";
import type { ComparedEngine } from "./compared_engine.ts";

/** A policy whose tokens are counted, those of a request when it ends. */
export function countingTokens(policy: Policy): Pick<ComparedEngine, "policy" | "generatedTokens"> {
  let count = 0;
  return {
    policy: {
      async propose(request, options) {
        const candidates = await policy.propose(request, options);
        for (const { tokens } of candidates) count += tokens;
        return candidates;
      },
    },
    generatedTokens: () => Promise.resolve(count),
  };
}
