/**
 * Which answer a search gives: rules that choose among its trajectories.
 *
 * @module
 */
import { answerKey } from "../../grade/answer_key.ts";
import { type Node, pathTo } from "../node.ts";
import { qValue } from "../uct.ts";
import type { SearchOptions } from "../options.ts";

/**
 * How the final answer is chosen among trajectories. `ppm-best`: the best by PPM. `majority`: the most frequent.
 * `weighted-vote`: the most frequent weighted by PPM score. `likelihood-vote`: the likeliest under the policy, summed over
 * its trajectories; a tree holds each trajectory once, however often it was sampled, so this is what a majority of samples
 * tends to. `top-majority`: the most frequent among the `count` best.
 *
 * @see rStar-Math §3.2 (PPM), the official README (top-K majority), self-consistency (arXiv 2203.11171) for the votes
 */
export type ChoiceRule = SearchOptions["choice"];

/** A finished trajectory: from the root to a final answer. */
export interface Trajectory {
  /** Its steps, root left out; the last holds the answer. */
  readonly steps: readonly Node[];
  /** The final answer. */
  readonly answer: string;
  /** The PPM's score of the whole, in [-1, 1]; null without a PPM. */
  readonly ppm: number | null;
  /** Average Q of its steps, in [-1, 1]. */
  readonly meanQ: number;
  /** Its log-probability under the policy; ≤ 0. */
  readonly logProbability: number;
}

/** The answer chosen and what speaks for it. */
export interface Choice {
  /** The answer, in the words of its best trajectory. */
  readonly answer: string;
  /** Trajectories that give this answer. */
  readonly votes: number;
  /** Its share of all votes, weighted as the rule weighs them; in (0, 1]. */
  readonly share: number;
  /** The best trajectory that gives it. */
  readonly trajectory: Trajectory;
}

/** The trajectory that ends in `leaf`. */
export function trajectoryOf(leaf: Node): Trajectory {
  const steps = pathTo(leaf);
  const meanQ = steps.reduce((sum, step) => sum + qValue(step), 0) / steps.length;
  const logProbability = steps.reduce((sum, step) => sum + step.logProbability, 0);
  return { steps, answer: leaf.answer ?? "", ppm: leaf.ppm, meanQ, logProbability };
}

/** A trajectory's merit: the PPM's score, or the average Q where there is no PPM. */
function merit(trajectory: Trajectory): number {
  return trajectory.ppm ?? trajectory.meanQ;
}

/** What each vote counts: the score moved to [0, 1], the likelihood relative to the likeliest, or 1. */
function weigher(voters: readonly Trajectory[], { rule }: ChoiceRule): (trajectory: Trajectory) => number {
  if (rule === "weighted-vote") return (trajectory) => (merit(trajectory) + 1) / 2;
  if (rule !== "likelihood-vote") return () => 1;
  const likeliest = Math.max(...voters.map(({ logProbability }) => logProbability));
  return ({ logProbability }) => Math.exp(logProbability - likeliest);
}

/** The rule that stands in where there is no PPM to ask. */
export function withoutPpm(rule: ChoiceRule): ChoiceRule {
  return rule.rule === "majority" ? rule : { rule: "likelihood-vote" };
}

/**
 * Chooses the final answer. Answers with the same {@linkcode answerKey} are one. Ties go to the answer with the better best trajectory, then to the one found first.
 *
 * @param trajectories in the order they were found
 * @param rule how to choose; without PPM scores "best" is by average Q
 * @returns null where there is no trajectory
 */
export function choose(trajectories: readonly Trajectory[], rule: ChoiceRule): Choice | null {
  if (trajectories.length === 0) return null;
  const ranked = [...trajectories].sort((a, b) => merit(b) - merit(a)); // stable: equals stay in the order found
  const voters = rule.rule === "top-majority" ? ranked.slice(0, rule.count) : ranked;
  const groups = new Map<string, Trajectory[]>();
  for (const voter of voters) {
    const name = answerKey(voter.answer);
    groups.set(name, [...groups.get(name) ?? [], voter]);
  }
  const weight = weigher(voters, rule);
  const total = (group: readonly Trajectory[]) => group.reduce((sum, t) => sum + weight(t), 0);
  // Groups stand in the order of their best trajectories, which is what a tie falls back on.
  const winner = rule.rule === "ppm-best"
    ? [...groups.values()][0]
    : [...groups.values()].reduce((best, group) => total(group) > total(best) ? group : best);
  const all = total(voters);
  const name = answerKey(winner[0].answer);
  return {
    answer: winner[0].answer,
    votes: trajectories.filter((t) => answerKey(t.answer) === name).length,
    share: all > 0 ? total(winner) / all : winner.length / voters.length,
    trajectory: winner[0],
  };
}
