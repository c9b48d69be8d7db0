/**
 * The shares of a step, cut into what is decoded at once.
 *
 * @module
 */
import type { Sequence } from "./sequence.ts";

/** Tokens of one sequence that a step computes. */
export interface Share {
  /** Whose. */
  readonly sequence: Sequence;
  /** How many. */
  readonly tokens: number;
}

/** How shares are cut. */
export interface CutOptions {
  /** Whether tokens are computed in pieces that do not depend on the rest of the batch. */
  readonly deterministic: boolean;
  /** Most tokens of one decode that attention does not compute tile by tile. Default: all. */
  readonly untiledTokens?: number;
}

/**
 * Cuts shares into pieces, of which some may be empty. All at once is fastest, but for attention that works tile by tile
 * (`untiledTokens`): what is too much for one decode is cut into prompts and those that generate. And llama.cpp cuts a
 * batch by its own rules, and may compute one token of a prompt beside the generating sequences: where results must not
 * depend on them, each prompt goes by itself.
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

/** As few parts as have at most `most` elements each, none more than one longer than another. */
function evenParts<T>(all: readonly T[], most: number = Math.max(1, all.length)): T[][] {
  const count = Math.ceil(all.length / most);
  const start = (part: number): number => Math.floor((part * all.length) / count);
  return Array.from({ length: count }, (_, part) => all.slice(start(part), start(part + 1)));
}
