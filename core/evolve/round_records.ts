/**
 * What a round leaves for people and programs: the content of `manifest.json`, and of `search.json`,
 * `data.json`, `policy.json` and `ppm.json`, which its stages leave on the way.
 *
 * @module
 */

/** Outcomes of the problems of one level. Shares are of `problems`. */
export interface LevelCoverage {
  /** Problems searched. */
  readonly problems: number;
  /** Problems with at least one correct trajectory (the paper's Table 2). */
  readonly solved: number;
  /** Solved by a trajectory that is no lucky guess. */
  readonly solvedWithoutLuck: number;
  /** Every trajectory correct: the paper's "easy". */
  readonly allCorrect: number;
  /** Both correct and wrong trajectories: the paper's "medium", the only ones that give pairs. */
  readonly mixed: number;
  /** No trajectory correct: the paper's "hard". */
  readonly allWrong: number;
  /** Trajectories that came to an answer. */
  readonly trajectories: number;
  /** Trajectories that came to the right one. */
  readonly correctTrajectories: number;
}

/** Coverage of a round. */
export interface Coverage {
  /** The round. */
  readonly round: number;
  /** By level, in the order in which the problems name them; problems without one under `"all"` alone. */
  readonly levels: Readonly<Record<string, LevelCoverage>>;
  /** Of all problems. */
  readonly all: LevelCoverage;
}

/** A point of a training curve. */
export interface CurvePoint {
  /** Optimizer step. */
  readonly step: number;
  /** Tokens seen. */
  readonly tokens: number;
  /** Training loss; null where it was not finite. */
  readonly loss: number | null;
}

/** A training, as it reported itself. */
export interface TrainingRecord {
  /** Training loss over time. */
  readonly curve: readonly CurvePoint[];
  /** What was measured on held-out examples, by name (`loss`, `accuracy`, `exact`), at each evaluation. */
  readonly evaluations: readonly Readonly<Record<string, number>>[];
  /** Examples or pairs trained on. */
  readonly examples: number;
  /** Tokens trained on. */
  readonly tokens: number;
  /** Wall time in seconds, those before a resume included. */
  readonly seconds: number;
}

/** What the SFT data of a round is made of. */
export interface SftStatistics {
  /** Examples kept. */
  readonly examples: number;
  /** Problems they solve. */
  readonly problems: number;
  /** Examples by level. */
  readonly levels: Readonly<Record<string, number>>;
  /** Correct trajectories left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Mean steps of an example. */
  readonly meanSteps: number;
  /** Mean of the examples' average Q. */
  readonly meanQ: number;
}

/** What the preference pairs of a round are made of. */
export interface PairStatistics {
  /** Pairs about one step with a common prefix. */
  readonly stepPairs: number;
  /** Pairs of whole trajectories. */
  readonly trajectoryPairs: number;
  /** Problems they come from. */
  readonly problems: number;
  /** Pairs by the depth of the step; index 0 is the first step. */
  readonly byDepth: readonly number[];
  /** Pairs by Q margin, in ten bins from 0 to 2. */
  readonly byMargin: readonly number[];
  /** Pairs left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** What a round's search took: `search.json`. */
export interface SearchTotals {
  /** Problems searched. */
  readonly problems: number;
  /** Problems whose search failed. */
  readonly failed: number;
  /** Trees. */
  readonly trees: number;
  /** Rollouts. */
  readonly rollouts: number;
  /** Tokens generated. */
  readonly tokens: number;
}

/** What a round's data came to: `data.json`. */
export interface RoundData {
  /** Table 2 form. */
  readonly coverage: Coverage;
  /** SFT data. */
  readonly sft: SftStatistics;
  /** Preference pairs. */
  readonly pairs: PairStatistics;
  /** Problems listed in `suspects.jsonl`: their label may be wrong. */
  readonly suspects: number;
}

/** A finished round: `manifest.json`. */
export interface RoundManifest extends RoundData {
  /** Name of the run. */
  readonly run: string;
  /** The round, from 1. */
  readonly round: number;
  /** ISO 8601, when the round was first begun and when it was finished. */
  readonly started: string;
  /** See `started`. */
  readonly finished: string;
  /** Machine time in seconds by stage (`search`, `data`, `policy`, `ppm`, …), interrupted runs included. */
  readonly seconds: Readonly<Record<string, number>>;
  /** The recipe as it was used. */
  readonly recipe: unknown;
  /** What its policy was trained from: a checkpoint folder, a GGUF file, or `bootstrap`. */
  readonly base: string;
  /** Seed of the run. */
  readonly seed: number;
  /** Versions of what computed it, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 of the files read, by path relative to the run. */
  readonly inputs: Readonly<Record<string, string>>;
  /** SHA-256 of the files made, by path relative to the run. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The search. */
  readonly search: SearchTotals;
  /** The policy's training. */
  readonly policy: TrainingRecord;
  /** The PPM's training; null where there were no pairs. */
  readonly ppm: TrainingRecord | null;
}
