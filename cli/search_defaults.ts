import { agreement, firstOf, PRESETS, type SearchOptions, type StopRule, tokenBudget } from "@rstar/core";
import type { ModelManifest } from "@rstar/native";
import type { SolveOptions } from "./solve_options.ts";

/** What shapes a search and what ends it early. */
export interface SearchDefaults {
  /** Shapes each tree. */
  readonly search: SearchOptions;
  /** Ends a problem's search early. */
  readonly stop: StopRule;
  /** Trees grown one by one as long as none has come to an answer. */
  readonly retries: number;
}

/** The flags of `solve` that shape a search. */
export type SearchFlags = Partial<
  Pick<SolveOptions, "preset" | "candidates" | "rollouts" | "depth" | "temperature" | "budgetTokens">
>;

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
