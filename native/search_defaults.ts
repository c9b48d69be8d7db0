import {
  agreement,
  firstOf,
  type PresetName,
  PRESETS,
  type SearchOptions,
  type StopRule,
  tokenBudget,
} from "@rstar/core";
import type { ModelManifest } from "./model_manifest.ts";

/** What shapes a search and what ends it early. */
export interface SearchDefaults {
  /** Shapes each tree. */
  readonly search: SearchOptions;
  /** Ends a problem's search early. */
  readonly stop: StopRule;
  /** Trees grown one by one as long as none has come to an answer. */
  readonly retries: number;
}

/** What a user asks of a search. */
export interface SearchFlags {
  /** Search instead of the model's own. */
  readonly preset?: PresetName;
  /** Candidates for each step. */
  readonly candidates?: number;
  /** Rollouts of a tree. */
  readonly rollouts?: number;
  /** Steps of a trajectory at most. */
  readonly depth?: number;
  /** Sampling temperature. */
  readonly temperature?: number;
  /** Tokens for a problem. */
  readonly budgetTokens?: number;
}

/**
 * The search for a model: a flag over the model's own default over the preset. A preset that is asked for leaves the model's
 * default aside; the model's agreement rule then ends nothing, nor when a number of rollouts is asked for.
 */
export function searchDefaults(manifest: ModelManifest, flags: SearchFlags = {}): SearchDefaults {
  const { preset, candidates, rollouts, depth, temperature, budgetTokens } = flags;
  const base: SearchOptions = preset ? PRESETS[preset] : { ...PRESETS.paper, ...manifest.search };
  const { retries = 0 } = preset ? {} : manifest;
  const agreed = preset || rollouts !== undefined ? undefined : manifest.agreement;
  return {
    search: {
      ...base,
      ...(candidates !== undefined && { candidates, answerCandidates: Math.min(candidates, base.answerCandidates) }),
      ...(rollouts !== undefined && { rollouts }),
      ...(depth !== undefined && { maxDepth: depth }),
      ...(temperature !== undefined && { temperature }),
    },
    retries,
    stop: firstOf(
      ...(budgetTokens === undefined ? [] : [tokenBudget(budgetTokens)]),
      ...(agreed ? [agreement(agreed)] : []),
    ),
  };
}
