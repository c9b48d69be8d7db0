/**
 * Draws the preference pairs that train the PPM from a problem's trees.
 *
 * @module
 */
import { editDistance } from "./edit_distance.ts";
import type { GrownProblem } from "./grown_problem.ts";
import { type Group, type GroupOptions, stepGroups, trajectoryGroup } from "./pair_groups.ts";

/** Options of {@linkcode preferencePairs}. */
export interface PairOptions extends GroupOptions {
  /** Least margin of Q between the two sides, in [0, 2]; equal Q is never a pair. Default 0 for `paper`, 0.5 for `official`. */
  readonly minMargin?: number;
  /** Least edit distance between the two texts. Default 0 for `paper`, 20 for `official`. */
  readonly minEditDistance?: number;
}

/** Two continuations of the same prefix, one preferred. A line of `pairs.jsonl`. */
export interface PreferencePair {
  /** Id of the problem. */
  readonly id: string;
  /** The problem's question. */
  readonly question: string;
  /** The solution before the two texts, output blocks included; empty before the first step and for whole trajectories. */
  readonly prefix: string;
  /** The preferred text after the prefix, output block included. */
  readonly chosen: string;
  /** The other text after the prefix. */
  readonly rejected: string;
  /** The pair's weight in the sum over its group, which is Eq. 4's mean; in (0, 1]. */
  readonly weight: number;
  /** Q of the chosen less Q of the rejected (average Q, for trajectories); in (0, 2], of {@linkcode trajectoryPairs} in [-2, 2]. */
  readonly margin: number;
  /** Number of steps in the prefix. */
  readonly depth: number;
  /** Whether the two texts are single steps or whole trajectories. */
  readonly kind: "step" | "trajectory";
  /** Number of rejected texts in the group. */
  readonly negatives: number;
  /** Number of chosen texts in the group. */
  readonly positives: number;
}

/** Why two texts of a group gave no pair. */
export type PairDrop = "no-margin" | "small-margin" | "alike" | "repeated";

/** The pairs of one problem, and what was left out. */
export interface PairData {
  /** Trees in their order, nodes by depth, then whole trajectories. */
  readonly pairs: readonly PreferencePair[];
  /** Number of pairs left out, by {@linkcode PairDrop}. */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * Draws the preference pairs of one problem.
 *
 * A step leads to a correct (wrong) answer when a rollout reached a correct (wrong) answer at or below it; answers that no
 * rollout reached do not count. A step that leads to both may stand on both sides, never against itself. Only a problem with
 * both outcomes gives pairs. Equal Q goes to the likelier text, then to the one generated or found first.
 *
 * The pairs of a group weigh 1 together under `paper`. Under `official` each weighs 1/(positives · negatives), counted before
 * pairs are left out for their margin or likeness, so that a group from which some are left out weighs less. The official code
 * also compares the mean Q of two completions, chosen in no stated way; that is left out here.
 *
 * @see rStar-Math §3.3, Eq. 4; `extra_rm_file.py` and `train/sample_rm_data.py` of the official code
 */
export function preferencePairs(grown: GrownProblem, options: PairOptions): PairData {
  const steps = grown.trees.flatMap((tree) => [...stepGroups(grown, { tree, options })]);
  const groups = options.selection === "paper" ? [...steps, trajectoryGroup(grown, options)] : steps;
  const dropped: Record<string, number> = {};
  const seen = new Set<string>();
  const pairs = groups.flatMap((group) => pairsOf(group, { grown, options, dropped, seen }));
  return { pairs, dropped };
}

/**
 * Draws the pairs of whole trajectories alone, whatever their margin and likeness: the two correct ones of highest mean Q against
 * the two wrong ones of lowest. Each weighs 1 over the number of pairs.
 */
export function trajectoryPairs(
  grown: GrownProblem,
  { isLucky }: Pick<PairOptions, "isLucky"> = {},
): PreferencePair[] {
  const options: PairOptions = { selection: "paper", minMargin: -2, isLucky };
  return pairsOf(trajectoryGroup(grown, options), { grown, options, dropped: {}, seen: new Set() });
}

/** A pair with the fields of the official files (`train/rm_data_examples.json`); `prompt` holds question and prefix. */
export function officialPair(pair: PreferencePair): {
  readonly prompt: string;
  readonly chosen: string;
  readonly rejected: string;
  readonly neg_count: number;
  readonly pos_count: number;
} {
  const { question, prefix, chosen, rejected, negatives, positives } = pair;
  const head = `<|user|>:\n${question}\n<|assistant|>: Let's think step by step and solve the problem with code.`;
  return { prompt: head + prefix, chosen, rejected, neg_count: negatives, pos_count: positives };
}

/** The pairs of a group, weighted. Adds those left out to `dropped`; `seen` holds the pairs of earlier groups, against repeats. */
function pairsOf(group: Group, { grown: { problem: { id, question } }, options, dropped, seen }: {
  readonly grown: GrownProblem;
  readonly options: PairOptions;
  readonly dropped: Record<string, number>;
  readonly seen: Set<string>;
}): PreferencePair[] {
  const official = options.selection === "official";
  const { minMargin = official ? 0.5 : 0, minEditDistance = official ? 20 : 0 } = options;
  const { prefix, depth, kind, positives, negatives } = group;
  const pairs: Omit<PreferencePair, "weight">[] = [];
  for (const { text: chosen, value } of positives) {
    for (const { text: rejected, value: other } of negatives) {
      if (chosen === rejected) continue;
      const margin = value - other;
      const key = JSON.stringify([prefix, chosen, rejected]);
      const reason = flawOf({ margin, chosen, rejected }, { minMargin, minEditDistance }) ??
        (seen.has(key) ? "repeated" : null);
      if (reason) {
        dropped[reason] = (dropped[reason] ?? 0) + 1;
        continue;
      }
      seen.add(key);
      pairs.push({
        id,
        question,
        prefix,
        chosen,
        rejected,
        margin,
        depth,
        kind,
        negatives: negatives.length,
        positives: positives.length,
      });
    }
  }
  const weight = 1 / (official ? positives.length * negatives.length : pairs.length);
  return pairs.map((pair) => ({ ...pair, weight }));
}

function flawOf(
  { margin, chosen, rejected }: { readonly margin: number; readonly chosen: string; readonly rejected: string },
  { minMargin, minEditDistance }: { readonly minMargin: number; readonly minEditDistance: number },
): PairDrop | null {
  if (margin < minMargin) return margin > 0 ? "small-margin" : "no-margin";
  if (margin === 0 && minMargin === 0) return "no-margin";
  return editDistance(chosen, rejected, { limit: minEditDistance }) < minEditDistance ? "alike" : null;
}
