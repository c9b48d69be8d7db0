/**
 * The records that a round leaves: the content of `manifest.json`, and of `search.json`, `data.json`, `policy.json` and
 * `ppm.json`, one a stage.
 *
 * @module
 */

/** Outcomes of the problems of one level, as counts. */
export interface LevelCoverage {
  /** All problems of the level. */
  readonly problems: number;
  /** Problems with at least one correct trajectory (the paper's Table 2). */
  readonly solved: number;
  /** Problems with at least one correct trajectory that is not lucky. */
  readonly solvedWithoutLuck: number;
  /** Problems whose every trajectory is correct: the paper's "easy". */
  readonly allCorrect: number;
  /** Problems with both correct and wrong trajectories: the paper's "medium", the only ones that give pairs. */
  readonly mixed: number;
  /** Problems without a correct trajectory: the paper's "hard". */
  readonly allWrong: number;
  /** Trajectories, all with an answer. */
  readonly trajectories: number;
  /** Trajectories whose answer is correct. */
  readonly correctTrajectories: number;
}

/** How many problems a round's searches solved (the form of the paper's Table 2). */
export interface Coverage {
  /** The round, from 1. */
  readonly round: number;
  /** By level, in the order of their first problems; problems without a level count in `all` alone. */
  readonly levels: Readonly<Record<string, LevelCoverage>>;
  /** Over all problems. */
  readonly all: LevelCoverage;
}

/** A point of a training curve. */
export interface CurvePoint {
  /** Optimizer steps so far. */
  readonly step: number;
  /** Tokens trained on so far. */
  readonly tokens: number;
  /** Training loss; null where it was not finite. */
  readonly loss: number | null;
}

/** What a training program reported. */
export interface TrainingRecord {
  /** Training loss, in the order of the steps. */
  readonly curve: readonly CurvePoint[];
  /** Each evaluation on held-out examples: measures by name (`loss`, `accuracy`, `exact`), with `step` and `tokens`. */
  readonly evaluations: readonly Readonly<Record<string, number>>[];
  /** Number of examples or pairs. */
  readonly examples: number;
  /** Tokens trained on, in all. */
  readonly tokens: number;
  /** Wall time in seconds, interrupted attempts included. */
  readonly seconds: number;
}

/** Statistics of a round's SFT data. */
export interface SftStatistics {
  /** Examples written. */
  readonly examples: number;
  /** Problems with an example. */
  readonly problems: number;
  /** Examples by level. */
  readonly levels: Readonly<Record<string, number>>;
  /** Correct trajectories left out, by `SftDrop`. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Mean number of steps of an example. */
  readonly meanSteps: number;
  /** Mean over the examples of their mean Q, in [-1, 1]. */
  readonly meanQ: number;
}

/** Statistics of a round's preference pairs. */
export interface PairStatistics {
  /** Pairs of single steps. */
  readonly stepPairs: number;
  /** Pairs of whole trajectories. */
  readonly trajectoryPairs: number;
  /** Problems with a pair. */
  readonly problems: number;
  /** Step pairs by depth; index 0 is the first step. */
  readonly byDepth: readonly number[];
  /** Pairs by Q margin, in ten bins from 0 to 2. */
  readonly byMargin: readonly number[];
  /** Pairs left out, by `PairDrop`. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** The size of a round's search: `search.json`. */
export interface SearchTotals {
  /** Problems of the round. */
  readonly problems: number;
  /** Problems whose search failed. */
  readonly failed: number;
  /** Trees grown. */
  readonly trees: number;
  /** Rollouts over all trees. */
  readonly rollouts: number;
  /** Tokens generated over all trees. */
  readonly tokens: number;
}

/** Statistics of a round's data: `data.json`. */
export interface RoundData {
  /** Outcomes of the searches. */
  readonly coverage: Coverage;
  /** Of `sft.jsonl`. */
  readonly sft: SftStatistics;
  /** Of `pairs.jsonl`. */
  readonly pairs: PairStatistics;
  /** Number of problems in `suspects.jsonl`, whose label may be wrong. */
  readonly suspects: number;
}

/** A finished round: `manifest.json`. */
export interface RoundManifest extends RoundData {
  /** The run's name, the last part of its path. */
  readonly run: string;
  /** The round, from 1. */
  readonly round: number;
  /** When the round was first started, ISO 8601. */
  readonly started: string;
  /** When it was finished, ISO 8601. */
  readonly finished: string;
  /** Machine time in seconds by stage (`search`, `data`, `policy`, `ppm`), interrupted attempts included. */
  readonly seconds: Readonly<Record<string, number>>;
  /** The whole recipe. */
  readonly recipe: unknown;
  /** The origin of the checkpoint that its policy was trained from: a checkpoint folder, a GGUF file, or `bootstrap`. */
  readonly base: string;
  /** The recipe's seed. */
  readonly seed: number;
  /** Versions of Deno and V8, and the platform. */
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 in hexadecimal of the files read, by path relative to the run. */
  readonly inputs: Readonly<Record<string, string>>;
  /** SHA-256 in hexadecimal of the files made, by path relative to the run. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The size of its search. */
  readonly search: SearchTotals;
  /** The policy's training. */
  readonly policy: TrainingRecord;
  /** The PPM's training; null where there were no pairs. */
  readonly ppm: TrainingRecord | null;
}
