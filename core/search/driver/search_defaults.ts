/**
 * The search made for a model: what a user asks, over the model's own options, over a preset.
 *
 * @module
 */
import type { ConfidenceModel, ModelSearch, SearchOptions } from "../options.ts";
import { readTyped } from "../../typed/rules.ts";
import { PRESETS } from "../presets.ts";
import type { SearchRequest } from "../request.ts";
import { UNFITTED } from "../rules/confidence.ts";
import { agreement, firstOf, type StopRule } from "../rules/stop.ts";

/** What shapes a search and what ends it early. */
export interface SearchDefaults {
  /** Options of each tree. */
  readonly search: SearchOptions;
  /** Ends a problem's search early. */
  readonly stop: StopRule;
  /** Trees of a problem, side by side. */
  readonly trees: number;
  /** Tokens generated for a problem at most. */
  readonly tokens?: number;
  /** Trees grown one by one as long as none has reached an answer. */
  readonly retries: number;
  /** How sure an answer is, and how sure it must be. */
  readonly confidence: ConfidenceModel;
  /** What the model reads in place of the user's question. */
  readonly read: (question: string) => string;
}

/**
 * The search for a model: what is asked for over the model's own default over the preset `paper`. A preset that is asked for
 * replaces the model's default. The model's agreement rule ends no search of a preset or of a given number of rollouts.
 */
export function searchDefaults(model: ModelSearch, request: SearchRequest = {}): SearchDefaults {
  const { preset, candidates, rollouts, depth, temperature, budgetTokens, minConfidence } = request;
  const { trees = preset ? 1 : model.trees ?? 1 } = request;
  const base: SearchOptions = preset ? PRESETS[preset] : { ...PRESETS.paper, ...model.search };
  const { retries = 0 } = preset ? {} : model;
  const { confidence = UNFITTED } = model;
  const agreed = preset || rollouts !== undefined ? undefined : model.agreement;
  return {
    search: {
      ...base,
      ...(candidates !== undefined && { candidates, answerCandidates: Math.min(candidates, base.answerCandidates) }),
      ...(rollouts !== undefined && { rollouts }),
      ...(depth !== undefined && { maxDepth: depth }),
      ...(temperature !== undefined && { temperature }),
    },
    trees,
    retries,
    confidence: { ...confidence, ...(minConfidence !== undefined && { threshold: minConfidence }) },
    read: (question) => readTyped(question, model.typed),
    stop: firstOf(...(agreed ? [agreement(agreed)] : [])),
    ...(budgetTokens !== undefined && { tokens: budgetTokens }),
  };
}
