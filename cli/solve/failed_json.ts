/**
 * The JSON of a question that was not searched: all the fields of a result, as a program expects them.
 *
 * @module
 */
import type { ResultJson } from "@rstar/core/search";
import type { Question } from "./questions.ts";

/** An unsolved result that took nothing; `stopped` is null as no search ran. */
export function failedJson({ id, question }: Question): Omit<ResultJson, "stopped"> & { readonly stopped: null } {
  return {
    id,
    question,
    status: "unsolved",
    answer: null,
    guess: null,
    confidence: 0,
    share: 0,
    forms: null,
    votes: 0,
    steps: [],
    stopped: null,
    usage: { tokens: 0, rollouts: 0, seconds: 0 },
  };
}
