/**
 * Finds labels that may be wrong: problems whose trajectories agree on another answer.
 *
 * @module
 */
import { answerKey } from "../../grade/answer_key.ts";
import { type GrownProblem, isCorrect, type SearchProblem, trajectoriesOf } from "./grown_problem.ts";

/** Options of {@linkcode labelAudit}. */
export interface LabelAuditOptions {
  /** Least number of trajectories that agree on another answer. Default 4. */
  readonly minVotes?: number;
  /** Least share of those among the problem's trajectories, in [0, 1]. Default 0.5. */
  readonly minShare?: number;
}

/** A problem whose label may be wrong. A line of `suspects.jsonl`. */
export interface SuspectLabel {
  /** Id of the problem. */
  readonly id: string;
  /** The problem's question. */
  readonly question: string;
  /** The ground truth, which no trajectory reached. */
  readonly answer: string;
  /** The answer of most trajectories, in the spelling of the first of them. */
  readonly majority: string;
  /** Number of those trajectories. */
  readonly votes: number;
  /** Their share of all trajectories, in (0, 1]. */
  readonly share: number;
  /** Rounds with trajectories; in each of them no other answer had more votes. */
  readonly rounds: number;
}

/**
 * Lists problems that no round solved although their trajectories agree, round after round, on another answer: nearly all
 * problems in the paper's sample of unsolved ones were wrongly labelled.
 *
 * @param grownByRound the problems of each round with that round's trees
 * @returns the greatest share first, then the most votes
 * @see rStar-Math §3.4: 19 of 20 sampled unsolved problems had wrong labels
 */
export function labelAudit(
  grownByRound: readonly Iterable<GrownProblem>[],
  { minVotes = 4, minShare = 0.5 }: LabelAuditOptions = {},
): SuspectLabel[] {
  const ballots = new Map<string, Ballot>();
  for (const problems of grownByRound) {
    for (const grown of problems) {
      const { problem } = grown;
      const ballot = ballots.get(problem.id) ?? { problem, solved: false, words: new Map(), rounds: [] };
      ballots.set(problem.id, ballot);
      countRound(ballot, grown);
    }
  }
  return [...ballots.values()]
    .flatMap((ballot) => ballot.solved ? [] : suspicion(ballot))
    .filter(({ votes, share }) => votes >= minVotes && share >= minShare)
    .sort((a, b) => b.share - a.share || b.votes - a.votes);
}

/** Votes by answer key, in the order of the first vote. */
type Votes = Map<string, number>;

/** The answers of a problem's trajectories. */
interface Ballot {
  readonly problem: SearchProblem;
  solved: boolean;
  /** The first spelling of each answer, by answer key. */
  readonly words: Map<string, string>;
  /** One map for each round with trajectories. */
  readonly rounds: Votes[];
}

function countRound(ballot: Ballot, grown: GrownProblem): void {
  const trajectories = trajectoriesOf(grown);
  if (trajectories.length === 0) return;
  ballot.solved ||= trajectories.some(isCorrect);
  const votes: Votes = new Map();
  for (const { answer } of trajectories) {
    const key = answerKey(answer);
    if (!ballot.words.has(key)) ballot.words.set(key, answer);
    votes.set(key, (votes.get(key) ?? 0) + 1);
  }
  ballot.rounds.push(votes);
}

/** The answer of most trajectories, if no round gave another one more votes. */
function suspicion({ problem: { id, question, answer }, words, rounds }: Ballot): SuspectLabel[] {
  const total = (key: string): number => rounds.reduce((sum, votes) => sum + (votes.get(key) ?? 0), 0);
  const [majority] = [...words].map(([key, words]) => ({ key, words, votes: total(key) }))
    .sort((a, b) => b.votes - a.votes);
  if (!majority || rounds.some((votes) => Math.max(...votes.values()) > (votes.get(majority.key) ?? 0))) return [];
  const all = [...words.keys()].reduce((sum, key) => sum + total(key), 0);
  const { votes } = majority;
  return [{ id, question, answer, majority: majority.words, votes, share: votes / all, rounds: rounds.length }];
}
