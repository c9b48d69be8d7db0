/**
 * The search for a model that was not trained for it, and of which no folder says more.
 *
 * @module
 */
import type { ModelSearch } from "../search/options.ts";

/**
 * Chains side by side, each step verified as it is written and drawn again where it fails, until one answer has most of the
 * votes: what such models' tokens are best spent on.
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
  trees: 8,
  agreement: { votes: 4, share: 0.6 },
};
