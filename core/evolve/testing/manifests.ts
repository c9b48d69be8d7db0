/**
 * Manifests of rounds that never ran, for the tests of what reads them.
 *
 * @module
 */
import { seedOf, uniform } from "../../random.ts";
import type { LevelCoverage, RoundManifest, TrainingRecord } from "../round_records.ts";

const LEVELS = { easy: 9000, medium: 6000, hard: 5000 } as const;

/** Manifests of rounds that get better, made up but consistent: their counts add up. The same round is always the same. */
export function madeUpManifests(rounds: number): RoundManifest[] {
  return Array.from({ length: rounds }, (_, i) => madeUpManifest(i + 1));
}

function madeUpManifest(round: number): RoundManifest {
  const random = uniform(seedOf("report", round));
  const reach = 1 - 0.55 ** round;
  const levels = {
    easy: outcomes(LEVELS.easy, { solved: 0.9 + 0.09 * reach, luck: 0.01 }),
    medium: outcomes(LEVELS.medium, { solved: 0.35 + 0.6 * reach, luck: 0.05 }),
    hard: outcomes(LEVELS.hard, { solved: 0.05 + 0.7 * reach ** 1.5, luck: 0.12 }),
  };
  const all = Object.values(levels).reduce(add);
  const byDepth = Array.from({ length: 4 + 2 * round }, (_, depth) => Math.round(9000 * reach * 0.72 ** depth));
  const stepPairs = byDepth.reduce((total, count) => total + count);
  const shares = [0.04, 0.07, 0.12, 0.16, 0.18, 0.16, 0.12, 0.08, 0.04];
  const byMargin = [...shares.map((share) => Math.round(share * stepPairs)), 0];
  byMargin[9] = stepPairs - byMargin.reduce((total, count) => total + count);
  const started = Date.UTC(2026, 10, 2 + round, 8, 15);
  const hash = (name: string) =>
    Array.from({ length: 8 }, (_, i) => seedOf(name, round, i).toString(16).padStart(8, "0")).join("");
  return {
    run: "made-up",
    round,
    started: new Date(started).toISOString(),
    finished: new Date(started + 5.2 * 3600e3).toISOString(),
    seconds: { search: 9000 + 900 * round, data: 240, policy: 5400, ppm: round === 1 ? 900 : 2700, export: 60 },
    recipe: { name: "rstar-tiny", rounds: 4, search: { candidates: 8, rollouts: 16 } },
    base: "bootstrap",
    seed: 7,
    versions: { rstar: "0.1.0", deno: "2.9.6", "llama.cpp": "0.5.0", torch: "2.13.0" },
    inputs: { "problems.jsonl": hash("problems"), [`round-${round - 1}/policy.gguf`]: hash("policy") },
    outputs: { [`round-${round}/sft.jsonl`]: hash("sft"), [`round-${round}/policy.gguf`]: hash("gguf") },
    search: { problems: all.problems, failed: 3, trees: all.problems, rollouts: 16 * all.problems, tokens: 41_000_000 },
    coverage: { round, levels, all },
    sft: {
      examples: 2 * all.solved - 800,
      problems: all.solved,
      levels: Object.fromEntries(
        Object.entries(levels).map(([level, { solved }]) => [level, 2 * solved - 800 * +(level === "easy")]),
      ),
      dropped: {
        "lucky guess": Math.round(1400 / round),
        "duplicate": 3100,
        "error in a step": Math.round(420 * (1 - reach)),
      },
      meanSteps: 3.1 + 0.4 * round,
      meanQ: 0.62 + 0.05 * round,
    },
    pairs: {
      stepPairs,
      trajectoryPairs: Math.round(0.2 * stepPairs),
      problems: all.mixed,
      byDepth,
      byMargin,
      dropped: { "margin below 0.5": Math.round(0.4 * stepPairs), "alike": Math.round(0.1 * stepPairs) },
    },
    suspects: 3,
    policy: training(random, { tokens: 2.2e7 + 4e6 * round, floor: 0.32 - 0.04 * round, scale: 4.5, metric: "exact" }),
    ppm: training(random, { tokens: 6e6, floor: 0.5 - 0.06 * round, scale: 0.4, metric: "accuracy" }),
  };
}

function outcomes(problems: number, { solved: share, luck }: { solved: number; luck: number }): LevelCoverage {
  const solved = Math.round(problems * share);
  const allCorrect = Math.round(0.55 * share * solved);
  const trajectories = 15 * problems;
  return {
    problems,
    solved,
    solvedWithoutLuck: solved - Math.round(luck * problems),
    allCorrect,
    mixed: solved - allCorrect,
    allWrong: problems - solved,
    trajectories,
    correctTrajectories: Math.round(trajectories * share ** 1.4),
  };
}

function add(a: LevelCoverage, b: LevelCoverage): LevelCoverage {
  return Object.fromEntries(
    Object.keys(a).map((key) => [key, a[key as keyof LevelCoverage] + b[key as keyof LevelCoverage]]),
  ) as unknown as LevelCoverage;
}

function training(
  random: () => number,
  { tokens, floor, scale, metric }: { tokens: number; floor: number; scale: number; metric: string },
): TrainingRecord {
  const steps = 240;
  const loss = (share: number) => floor + scale * Math.exp(-14 * share);
  return {
    curve: Array.from({ length: steps }, (_, i) => ({
      step: 25 * (i + 1),
      tokens: Math.round(tokens * (i + 1) / steps),
      loss: i === 90 ? null : loss(i / steps) * (0.95 + 0.1 * random()),
    })),
    evaluations: [0.25, 0.5, 0.75, 1].map((share) => ({
      step: 25 * steps * share,
      tokens: tokens * share,
      loss: loss(share) * 1.05,
      [metric]: 1 - floor - 0.4 * Math.exp(-4 * share),
    })),
    examples: 30_000,
    tokens,
    seconds: 5400,
  };
}
