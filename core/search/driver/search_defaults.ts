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
  /** Whether the first tree takes the likeliest tokens. */
  readonly greedyFirst: boolean;
  /** Trees grown one by one as long as none has reached an answer. */
  readonly retries: number;
  /** More trees while the search is not sure of its answer. */
  readonly more?: { readonly trees: number; readonly confidence: number };
  /** How sure an answer is, and how sure it must be. */
  readonly confidence: ConfidenceModel;
  /** What the model reads in place of the user's question. */
  readonly read: (question: string) => string;
}

/**
 * The search for a model: what is asked for over the model's own default over the preset `paper`. A preset that is asked for
 * replaces the model's default. The model's agreement rule ends no search of a preset or of a given number of rollouts.
 */
export function searchDefaults(trained: ModelSearch, request: SearchRequest = {}): SearchDefaults {
  const model = withEffort(trained, request.effort);
  const { preset, candidates, rollouts, depth, temperature, budgetTokens, minConfidence } = request;
  const { trees = preset ? 1 : model.trees ?? 1 } = request;
  const base: SearchOptions = preset ? PRESETS[preset] : { ...PRESETS.paper, ...model.search };
  const { retries = 0, greedyFirst = false, more }: ModelSearch = preset ? {} : model;
  const isCounted = request.trees !== undefined || rollouts !== undefined;
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
    greedyFirst: greedyFirst && trees > 1,
    retries,
    ...(more && !isCounted && { more }),
    confidence: { ...confidence, ...(minConfidence !== undefined && { threshold: minConfidence }) },
    read: (question) => readTyped(question, model.typed),
    stop: firstOf(...(agreed ? [agreement(agreed)] : [])),
    ...(budgetTokens !== undefined && { tokens: budgetTokens }),
  };
}

/** What each effort multiplies a search by. */
const EFFORTS = { low: 1 / 4, medium: 1, high: 4 } as const;

/**
 * The search at an effort: the number of trees that it may grow, or of a single tree's rollouts, and the votes that end it, which
 * grow with the root of it.
 */
function withEffort(model: ModelSearch, effort: keyof typeof EFFORTS = "medium"): ModelSearch {
  const factor = EFFORTS[effort];
  if (factor === 1) return model;
  const times = (count: number, by = factor): number => Math.max(1, Math.round(count * by));
  const { search, trees = 1, more, agreement } = model;
  const { rollouts = PRESETS.paper.rollouts } = search ?? {};
  return {
    ...model,
    ...(agreement && { agreement: { ...agreement, votes: Math.max(2, times(agreement.votes, Math.sqrt(factor))) } }),
    ...(more
      ? { trees: Math.min(trees, times(more.trees)), more: { ...more, trees: times(more.trees) } }
      : trees > 1
      ? { trees: times(trees) }
      : { search: { ...search, rollouts: times(rollouts) } }),
  };
}
