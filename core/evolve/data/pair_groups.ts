/**
 * Which steps, and which whole trajectories, stand against each other in preference pairs: groups of continuations of one prefix.
 *
 * @see rStar-Math §3.3; `extra_rm_file.py` of the official code
 * @module
 */
import { type Node, solutionOf } from "../../search/node.ts";
import { type Trajectory, trajectoryOf } from "../../search/rules/choose.ts";
import { qValue } from "../../search/uct.ts";
import {
  type GrownProblem,
  type GrownTree,
  isCorrect,
  type LuckTest,
  solutionText,
  trajectoriesOf,
} from "./grown_problem.ts";

/** How groups are chosen. Where the paper and the official code diverge, `selection` names the side. */
export interface GroupOptions {
  /**
   * `paper`: of the steps after one prefix, the two of highest Q that lead to a correct answer against the two of lowest Q that
   * lead to a wrong one; whole trajectories in place of the answers. `official`: answers are steps like others, and where one
   * side has a single step the other may have four.
   */
  readonly selection: "paper" | "official";
  /**
   * Which nodes give groups: every one with both outcomes below it (the official `all`), or on each level the most visited of
   * the level above (`vis_count`). Default `all`.
   */
  readonly nodes?: "all" | "most-visited";
  /** Correct trajectories for which this is true count as neither correct nor wrong. Default: none. */
  readonly isLucky?: LuckTest;
}

/** One continuation of a prefix, and its Q (mean Q, for a trajectory). */
export interface Side {
  readonly text: string;
  readonly value: number;
  readonly logProbability: number;
}

/** Continuations of one prefix; the clearest first on either side. */
export interface Group {
  readonly prefix: string;
  /** Number of steps in the prefix. */
  readonly depth: number;
  /** Whether the sides are single steps or whole trajectories. */
  readonly kind: "step" | "trajectory";
  readonly positives: readonly Side[];
  readonly negatives: readonly Side[];
}

/** The outcome of a trajectory; null where it may be right by luck. */
function outcomeOf(trajectory: Trajectory, { grown, options }: {
  readonly grown: GrownProblem;
  readonly options: Pick<GroupOptions, "isLucky">;
}): "correct" | "wrong" | null {
  if (!isCorrect(trajectory)) return "wrong";
  return options.isLucky?.(trajectory, grown.problem) ? null : "correct";
}

/** The groups of single steps in a tree, level by level; a side may be empty. */
export function* stepGroups(grown: GrownProblem, { tree, options }: {
  readonly tree: GrownTree;
  readonly options: GroupOptions;
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

/** The group of a problem's whole trajectories over all trees, each text once. */
export function trajectoryGroup(grown: GrownProblem, options: GroupOptions): Group {
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
  { selection }: Pick<GroupOptions, "selection">,
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
