/**
 * How sure a search is: the probability that its answer is right, by logistic regression over what speaks for it.
 *
 * @module
 */
import { boxedAnswer } from "../../grade/extract.ts";
import { answerKey } from "../../grade/answer_key.ts";
import { stepCode } from "../../trajectory.ts";
import { type Node, walk } from "../node.ts";
import type { AnswerFeature, ConfidenceModel } from "../options.ts";
import { type Choice, trajectoryOf } from "./choose.ts";

/** Whether a search stands by its answer. `unsure`: its best answer is a guess, as its confidence is below the threshold. */
export type AnswerStatus = "solved" | "unsure" | "unsolved";

/** What is known of an answer, by name. */
export type AnswerFeatures = Readonly<Record<AnswerFeature, number>>;

/** The model for which nothing was fitted: agreement alone counts, and it is never surer than 0.73. */
export const UNFITTED: ConfidenceModel = { intercept: -1, weights: { share: 2 }, threshold: 0.5 };

const LEAST_LOG_PROBABILITY = -30;

/** A tree as it is after its search. */
export interface SearchedTree {
  /** Holds the question as the model read it. */
  readonly init: { readonly question: string };
  /** Its root. */
  readonly root: Node;
  /** The final answers, in the order they were found. */
  readonly found: readonly Node[];
}

/** What speaks for an answer and against it in the trees of its search. */
export function answerFeatures(
  { answer, share }: Pick<Choice, "answer" | "share">,
  trees: readonly SearchedTree[],
): AnswerFeatures {
  const key = answerKey(answer);
  const supporters = trees.flatMap(({ found }) => found.filter((leaf) => answerKey(leaf.answer ?? "") === key));
  const trajectories = supporters.map(trajectoryOf);
  const { steps } = trajectories.reduce((best, one) => one.logProbability > best.logProbability ? one : best);
  const program = steps.slice(0, -1);
  const code = program.map(({ text }) => stepCode(text)).join("\n");
  const sum = (nodes: readonly Node[]): number => nodes.reduce((total, node) => total + node.logProbability, 0);
  const nodes = trees.flatMap((tree) => [...walk(tree.root)]);
  return {
    lowestStep: bounded(Math.min(...steps.map(({ logProbability }) => logProbability))),
    firstStep: bounded(steps[0].logProbability),
    perCharacter: bounded(sum(program)) / Math.max(1, code.length),
    share,
    agreed: answerKey(boxedAnswer(steps.at(-1)!.text) ?? "") === key ? 1 : 0,
    ppm: Math.max(...trajectories.map(({ ppm }) => ppm ?? 0)),
    failed: nodes.filter(({ invalid }) => invalid !== null).length / nodes.length,
    beginnings: Math.log(Math.max(1, trees.reduce((total, { root }) => total + root.children.length, 0))),
    unread: unread(trees[0].init.question, code),
  };
}

/** The probability, in (0, 1), that an answer with these features is right. */
export function confidenceOf(features: AnswerFeatures, { intercept, weights }: ConfidenceModel): number {
  const named = Object.entries(features) as [AnswerFeature, number][];
  const logit = named.reduce((sum, [name, value]) => sum + (weights[name] ?? 0) * value, intercept);
  return 1 / (1 + Math.exp(-logit));
}

function bounded(logProbability: number): number {
  return Math.max(LEAST_LOG_PROBABILITY, logProbability);
}

function unread(question: string, code: string): number {
  const numbersOf = (text: string): string[] => text.match(/\d+(?:\.\d+)?/g) ?? [];
  const asked = numbersOf(question);
  const left = numbersOf(code);
  const missing = asked.filter((number) => {
    const at = left.indexOf(number);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return asked.length === 0 ? 0 : missing.length / asked.length;
}
