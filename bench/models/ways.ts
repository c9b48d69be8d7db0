/**
 * The searches that are recorded of a language model. All sample at the same temperature; a cut of one is a smaller search.
 *
 * @module
 */
import { PRESETS, type SearchOptions } from "@rstar/core";
import type { ModelManifest } from "@rstar/native";

/** A search of each problem. */
export interface Way {
  /** Options of each tree. */
  readonly search: SearchOptions;
  /** Trees, side by side. */
  readonly trees: number;
}

/** Names of the ways. */
export const WAY_NAMES = ["greedy", "chains", "tree", "paper", "msft"] as const;

/** Name of a way. */
export type WayName = typeof WAY_NAMES[number];

/**
 * `greedy`: one chain of the likeliest tokens. `chains`: `count` chains, whose failed steps are drawn again. `tree`: one tree
 * of four candidates. `paper` and `msft`: the presets, with the sampling of the chains.
 */
export function waysOf(manifest: Pick<ModelManifest, "search">, count: number): Readonly<Record<WayName, Way>> {
  const own: SearchOptions = { ...PRESETS.paper, ...manifest.search };
  const { temperature, topP, topK, maxStepTokens, output } = own;
  const sampling = { temperature, topP, topK, maxStepTokens, output };
  const one = { ...own, candidates: 1, answerCandidates: 1, rollouts: 1 };
  return {
    greedy: { search: { ...one, temperature: 0 }, trees: 1 },
    chains: { search: one, trees: count },
    tree: { search: { ...own, candidates: 4, answerCandidates: 1, rollouts: count }, trees: 1 },
    paper: { search: { ...PRESETS.paper, ...sampling, answerCandidates: 1 }, trees: 1 },
    msft: { search: { ...PRESETS.msft, ...sampling, output: PRESETS.msft.output, answerCandidates: 1 }, trees: 1 },
  };
}
