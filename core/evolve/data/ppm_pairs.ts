import { type Trajectory, trajectoryOf } from "../../search/rules/choose.ts";
import { type Node, solutionOf } from "../../search/node.ts";
import { qValue } from "../../search/uct.ts";
import { editDistance } from "./edit_distance.ts";
import {
  type GrownProblem,
  type GrownTree,
  isCorrect,
  type LuckTest,
  solutionText,
  trajectoriesOf,
} from "./grown_problem.ts";
import { tally } from "./tally.ts";

/** How preference pairs are drawn. Where the paper and the official code diverge, `selection` names the side. */
export interface PairOptions {
  /**
   * `paper`: of the steps with one prefix, the two of highest Q that lead to a correct answer against the two of lowest Q that
   * lead to a wrong one; whole trajectories stand in for the answers. `official`: answers are steps like others, and where one
   * side has a single step the other may have four.
   */
  readonly selection: "paper" | "official";
  /** Least margin of Q between the two sides. Default 0 for `paper`, 0.5 for `official`. A margin of 0 is none either way. */
  readonly minMargin?: number;
  /** Least edit distance between the two texts. Default 0 for `paper`, 20 for `official`. */
  readonly minEditDistance?: number;
  /**
   * Which nodes give pairs: every one with both outcomes below it (the official `all`), or on each level the most visited of
   * the level above (`vis_count`). Default `all`.
   */
  readonly nodes?: "all" | "most-visited";
  /** Correct trajectories for which this is true count as neither correct nor wrong. Default: none is lucky. */
  readonly isLucky?: LuckTest;
}

/** Two continuations of the same prefix, one preferred. A line of `pairs.jsonl`. */
export interface PreferencePair {
  /** The problem's. */
  readonly id: string;
  /** The question in words. */
  readonly question: string;
  /** The solution before the two, outputs included; empty before the first step and for whole trajectories. */
  readonly prefix: string;
  /** The preferred text after the prefix, output block included. */
  readonly chosen: string;
  /** The other one. */
  readonly rejected: string;
  /** What the pair counts in the sum over its group that stands for Eq. 4's mean; in (0, 1]. */
  readonly weight: number;
  /** Q of the chosen less Q of the rejected (average Q, for trajectories); in (0, 2], of `outcomePairs` in [-2, 2]. */
  readonly margin: number;
  /** Steps of the prefix. */
  readonly depth: number;
  /** One step, or a whole trajectory. */
  readonly kind: "step" | "trajectory";
  /** Rejected ones in its group. */
  readonly negatives: number;
  /** Chosen ones in its group. */
  readonly positives: number;
}

/** Why two candidates of a group are no pair. */
export type PairDrop = "no-margin" | "small-margin" | "alike" | "repeated";

/** Pairs of one problem. */
export interface PairData {
  /** The pairs: trees in their order, nodes by depth, then whole trajectories. */
  readonly pairs: readonly PreferencePair[];
  /** Pairs left out, by {@linkcode PairDrop}. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** One text of a group, and what it is worth. */
interface Side {
  readonly text: string;
  readonly value: number;
  readonly logProbability: number;
}

/** Texts that continue the same prefix; the most telling first on either side. */
interface Group {
  readonly prefix: string;
  readonly depth: number;
  readonly kind: PreferencePair["kind"];
  readonly positives: readonly Side[];
  readonly negatives: readonly Side[];
}

/**
 * Draws the preference pairs of one problem.
 *
 * A step leads to a correct (wrong) answer when a rollout has come to a correct (wrong) answer at or below it; answers that no
 * rollout came to say nothing. A step that leads to both may stand on both sides, never against itself. Only a problem with
 * both outcomes gives pairs. Equal Q goes to the likelier text, then to the one generated or found first.
 *
 * The pairs of a group weigh 1 together under `paper`. Under `official` each weighs 1/(positives · negatives), counted before
 * pairs are left out for their margin or likeness, so that a group from which some are left out weighs less. The official code
 * also compares the average Q of two completions, which it does not choose in a stated way: that is not done here.
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
 * The pairs of whole trajectories alone, whatever their margin and likeness: the two correct ones of highest average Q against
 * the two wrong ones of lowest. Each weighs 1 over their number.
 */
export function trajectoryPairs(
  grown: GrownProblem,
  { isLucky }: Pick<PairOptions, "isLucky"> = {},
): PreferencePair[] {
  const options: PairOptions = { selection: "paper", minMargin: -2, isLucky };
  return pairsOf(trajectoryGroup(grown, options), { grown, options, dropped: {}, seen: new Set() });
}

/** A pair as the official files name its fields (`train/rm_data_examples.json`); the prompt is what the model reads. */
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

/** Of which outcome a trajectory is an example; null where it is one of luck. */
function outcomeOf(trajectory: Trajectory, { grown, options }: {
  readonly grown: GrownProblem;
  readonly options: Pick<PairOptions, "isLucky">;
}): "correct" | "wrong" | null {
  if (!isCorrect(trajectory)) return "wrong";
  return options.isLucky?.(trajectory, grown.problem) ? null : "correct";
}

function* stepGroups(grown: GrownProblem, { tree, options }: {
  readonly tree: GrownTree;
  readonly options: PairOptions;
}): Generator<Group> {
  const [correct, wrong] = [new Set<Node>(), new Set<Node>()];
  for (const leaf of tree.found) {
    const outcome = outcomeOf(trajectoryOf(leaf), { grown, options });
    const above = outcome === "correct" ? correct : wrong;
    for (let node: Node | null = outcome && leaf; node; node = node.parent) above.add(node);
  }
  const mixed = (node: Node): boolean => correct.has(node) && wrong.has(node);
  const answers = options.selection === "official";
  for (let level = [tree.root].filter(mixed); level.length > 0;) {
    for (const node of level) {
      const steps = node.children.filter((child) => answers || child.answer === null);
      const sides = (among: ReadonlySet<Node>) => steps.filter((step) => among.has(step)).map(sideOfStep);
      const [positives, negatives] = chosenSides(sides(correct), sides(wrong), options);
      yield { prefix: solutionOf(node), depth: node.depth, kind: "step", positives, negatives };
    }
    const next = level.flatMap((node) => node.children).filter(mixed);
    level = options.nodes === "most-visited" ? next.toSorted((a, b) => b.visits - a.visits).slice(0, 1) : next;
  }
}

function trajectoryGroup(grown: GrownProblem, options: PairOptions): Group {
  const distinct = new Map(
    trajectoriesOf(grown).toReversed().map((trajectory) => [solutionText(trajectory), trajectory]),
  );
  const trajectories = [...distinct.values()].reverse();
  const sides = (outcome: "correct" | "wrong"): Side[] =>
    trajectories.filter((trajectory) => outcomeOf(trajectory, { grown, options }) === outcome)
      .map((trajectory) => ({
        text: solutionText(trajectory),
        value: trajectory.meanQ,
        logProbability: trajectory.logProbability,
      }));
  const [positives, negatives] = chosenSides(sides("correct"), sides("wrong"), { selection: "paper" });
  return { prefix: "", depth: 0, kind: "trajectory", positives, negatives };
}

function sideOfStep(node: Node): Side {
  return { text: node.text, value: qValue(node), logProbability: node.logProbability };
}

function chosenSides(
  correct: readonly Side[],
  wrong: readonly Side[],
  { selection }: Pick<PairOptions, "selection">,
): [Side[], Side[]] {
  const widened = (others: readonly Side[]): number => selection === "official" && others.length === 1 ? 4 : 2;
  return [
    correct.toSorted((a, b) => b.value - a.value || byLikelihood(a, b)).slice(0, widened(wrong)),
    wrong.toSorted((a, b) => a.value - b.value || byLikelihood(a, b)).slice(0, widened(correct)),
  ];
}

function byLikelihood(a: Side, b: Side): number {
  return b.logProbability - a.logProbability;
}

/** The pairs of a group that may be kept, weighted. Counts those left out in `dropped`; `seen` keeps trees from repeating each other. */
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
        tally(dropped, reason);
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
