/**
 * Cuts the tokens of a step into the pieces that are decoded one after the other.
 *
 * @module
 */
import type { Sequence } from "./sequence.ts";

/** Tokens of one sequence that a step computes. */
export interface Share {
  /** The sequence, which must run. */
  readonly sequence: Sequence;
  /** At least 1; they follow its computed tokens. */
  readonly tokens: number;
}

/** What forbids to decode all tokens of a step at once. */
export interface CutOptions {
  /** Whether results must not depend on what else is in the batch: each prompt is then a piece of its own. */
  readonly deterministic: boolean;
  /** Most tokens of one decode for which attention is not computed tile by tile. Default: no limit. */
  readonly untiledTokens?: number;
}

/**
 * Cuts shares into pieces, some of which may be empty. One piece is fastest, with two exceptions. Attention that works tile
 * by tile is slower: above `untiledTokens`, prompts are separated from generating sequences, which are divided evenly. And
 * llama.cpp cuts a batch by its own rules and may compute one token of a prompt beside the generating sequences: where
 * results must not depend on the batch, each prompt is decoded by itself.
 */
export function decodePieces(
  shares: readonly Share[],
  { deterministic, untiledTokens }: CutOptions,
): (readonly Share[])[] {
  const total = shares.reduce((sum, { tokens }) => sum + tokens, 0);
  if (!deterministic && total <= (untiledTokens ?? Infinity)) return [shares];
  const isPrompt = ({ sequence }: Share): boolean => sequence.computed < sequence.promptTokens;
  const prompts = shares.filter(isPrompt);
  const generating = shares.filter((share) => !isPrompt(share));
  return [...evenParts(generating, untiledTokens), ...deterministic ? prompts.map((share) => [share]) : [prompts]];
}

/** Divides a list into as few parts of at most `most` elements as possible, whose lengths differ by at most one. */
function evenParts<T>(all: readonly T[], most: number = Math.max(1, all.length)): T[][] {
  const count = Math.ceil(all.length / most);
  const start = (part: number): number => Math.floor((part * all.length) / count);
  return Array.from({ length: count }, (_, part) => all.slice(start(part), start(part + 1)));
}
