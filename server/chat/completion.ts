/**
 * What chats and completions have in common as answers: head, tail, and the parts of a stream.
 *
 * @module
 */
import type { SolveResult } from "../solve/solve_record.ts";

/** What all parts of a completion have in common. */
export interface CompletionHead {
  /** A random UUID behind a prefix. */
  readonly id: string;
  /** Time of the request, in Unix seconds. */
  readonly created: number;
  /** The model's name as in the request, perhaps with a preset. */
  readonly model: string;
}

/** A head of now. */
export function completionHead(prefix: "chatcmpl" | "cmpl", model: string): CompletionHead {
  return { id: `${prefix}-${crypto.randomUUID()}`, created: Math.floor(Date.now() / 1000), model };
}

/** How a search is told: at once, or in the parts of a stream. */
export interface CompletionForm {
  /** The whole completion. */
  whole(result: SolveResult): Record<string, unknown>;
  /** The first part of a stream; null where it has none before the answer. */
  opening(): unknown;
  /** A part with some of the reasoning; null where none is told. */
  reasoning(text: string): unknown;
  /** The last parts. */
  closing(result: SolveResult): readonly unknown[];
}

/** What a completion shows of a search beyond the OpenAI API. */
export function extras({ status, answer, guess, confidence, stopped }: SolveResult): { readonly rstar: unknown } {
  return { rstar: { status, answer, guess, confidence, stopped } };
}

/** Tokens of a completion. Those generated are of all branches of the search, not only of what is said. */
export function usage({ usage: { promptTokens, tokens } }: SolveResult): { readonly usage: unknown } {
  return {
    usage: { prompt_tokens: promptTokens, completion_tokens: tokens, total_tokens: promptTokens + tokens },
  };
}
