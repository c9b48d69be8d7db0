import type { OutputStyle } from "../verifier/verifier.ts";
import type { ChoiceRule } from "./rules/choose.ts";
import type { UnvisitedScore } from "./uct.ts";

/** Everything that shapes one search tree. Where the paper and the official code diverge, each side is a named value. */
export interface SearchOptions {
  /** Candidates for each expansion (the paper's n). */
  readonly candidates: number;
  /** Candidates after the program has ended, where only its output is put in words. */
  readonly answerCandidates: number;
  /** Rollouts of a tree. */
  readonly rollouts: number;
  /** A trajectory with more steps is cut as invalid. */
  readonly maxDepth: number;
  /** c of Eq. 1. */
  readonly exploration: number;
  /** Temperature at which candidates are sampled. */
  readonly temperature: number;
  /** Nucleus of the sampling; 1 is all. */
  readonly topP: number;
  /** Likeliest tokens sampled from; 0 is all. */
  readonly topK: number;
  /** Tokens of one step at most. */
  readonly maxStepTokens: number;
  /** Score of a child never visited. The official code's 0 starves siblings where there is no PPM. */
  readonly unvisited: UnvisitedScore;
  /** Whether selection may come to a final answer again (and back it up again), or passes it by. */
  readonly terminals: "revisit" | "exclude";
  /** Keep every distinct final answer of an expansion, or its first alone and drop the other candidates. */
  readonly answers: "all" | "first";
  /** Failed steps in a row that end a trajectory; 1 keeps only steps that run. */
  readonly errorsThreshold: number;
  /**
   * Whether a step is kept that does again, statement for statement, what an earlier step of its program does. For a policy
   * whose steps define things, the second changes nothing; `x = f(x)` twice does.
   */
  readonly repeats: "keep" | "drop";
  /** What counts as failed: the verifier's status, or the official substring test for "error" in the output. */
  readonly errorTest: "status" | "substring";
  /** What backs up when every candidate of an expansion is invalid: nothing, or -1. */
  readonly deadEnd: "ignore" | "penalize";
  /** How a step's result becomes text. */
  readonly output: OutputStyle;
  /** How the final answer is chosen. Rules that ask a PPM give way to `likelihood-vote` where there is none. */
  readonly choice: ChoiceRule;
}
