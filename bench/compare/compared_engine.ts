/**
 * What every engine of the comparison has in common.
 *
 * @module
 */
import type { Policy } from "@rstar/core";

/** The options that every engine is opened with. */
export interface EngineShape {
  /** GGUF file. */
  readonly model: string;
  /** The prompt template, with `{question}` in it. Default: the official one. */
  readonly template?: string;
  /** Compute threads. */
  readonly threads: number;
  /** Sequences decoded at the same time. */
  readonly width: number;
  /** Tokens a sequence at most, prompt included. */
  readonly contextTokens: number;
  /** Whether attention is computed by flash attention. */
  readonly flashAttention: boolean;
}

/** An open engine. Disposing of it ends its process. */
export interface ComparedEngine extends AsyncDisposable {
  /** The engine as the search uses it. */
  readonly policy: Policy;
  /** Id of its process. */
  readonly processId: number;
  /** Tokens of all candidates so far. */
  generatedTokens(): Promise<number>;
}

/** A policy whose tokens are counted as each request ends, for engines that do not count them. */
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
