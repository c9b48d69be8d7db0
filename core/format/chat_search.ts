/**
 * The search for a model that was not trained for it, and of which no folder says more.
 *
 * @module
 */
import type { ModelSearch } from "../search/options.ts";

/**
 * Chains four at a time, the first of the likeliest tokens, until four of them agree or sixteen were grown. Each step is verified
 * as it is written, and drawn again where it fails.
 */
export const CHAT_SEARCH: ModelSearch = {
  search: {
    candidates: 1,
    answerCandidates: 1,
    rollouts: 1,
    temperature: 0.7,
    maxStepTokens: 192,
    redraws: 3,
    terminals: "exclude",
    output: "notebook",
    choice: { rule: "majority" },
  },
  greedyFirst: true,
  trees: 4,
  more: { trees: 16, confidence: 0.7 },
  agreement: { votes: 4, share: 0.6 },
};
