/**
 * How sure a search is: the probability that its answer is right, by logistic regression over what speaks for it.
 *
 * @module
 */
import type { ConfidenceModel } from "../options.ts";

/** Whether a search stands by its answer. `unsure`: its best answer is a guess, as its confidence is below the threshold. */
export type AnswerStatus = "solved" | "unsure" | "unsolved";

/** What is known of an answer, by name; a feature that is not known here counts 0. */
export type AnswerFeatures = Readonly<Record<string, number>>;

/** The model for which nothing was fitted: the share of the votes, moved towards even odds. */
export const UNFITTED: ConfidenceModel = { intercept: -1, weights: { share: 2 }, threshold: 0.5 };

/** The probability, in (0, 1), that an answer with these features is right. */
export function confidenceOf(features: AnswerFeatures, { intercept, weights }: ConfidenceModel): number {
  const logit = Object.entries(weights).reduce(
    (sum, [name, weight]) => sum + weight * (features[name] ?? 0),
    intercept,
  );
  return 1 / (1 + Math.exp(-logit));
}
