/**
 * Prompt segments to tokens, as if the whole text had been tokenised at once.
 *
 * Covered: control tokens of trusted segments; control tokens written in an untrusted segment stay plain text; plain
 * text that meets at the border of two segments is tokenised together (`"…?"` + `"\n"` may be one token).
 * Not covered: control tokens that swallow the blanks beside them (no Qwen model has any).
 *
 * @module
 */
import type { PromptSegment } from "@rstar/core";

/** What is needed of a vocabulary. */
export interface Tokenizer {
  /** Text to tokens; with `special` control tokens in the text become control tokens. */
  tokenize(text: string, options: { special: boolean; bos?: boolean }): number[];
  /** The bytes of a token. */
  pieceBytes(token: number): Uint8Array;
}

const decoder = new TextDecoder();

/** For each vocabulary the names of its tokens that are control tokens, and null for those that are not, as far as seen. */
const namesOf = new WeakMap<Tokenizer, Map<number, string | null>>();

/** The name of a control token; null for a token of plain text. */
function controlName(token: number, vocabulary: Tokenizer): string | null {
  let names = namesOf.get(vocabulary);
  if (names === undefined) namesOf.set(vocabulary, names = new Map());
  let name = names.get(token);
  if (name === undefined) names.set(token, name = readControlName(token, vocabulary));
  return name;
}

function readControlName(token: number, vocabulary: Tokenizer): string | null {
  const name = decoder.decode(vocabulary.pieceBytes(token));
  const isToken = ([first, ...others]: readonly number[]): boolean => first === token && others.length === 0;
  const isControl = name !== "" && isToken(vocabulary.tokenize(name, { special: true })) &&
    !isToken(vocabulary.tokenize(name, { special: false }));
  return isControl ? name : null;
}

/** Cuts trusted text at its control tokens: numbers are control tokens, strings the plain text between them. */
function cutAtControlTokens(text: string, vocabulary: Tokenizer): (number | string)[] {
  const parts: (number | string)[] = [];
  let position = 0;
  for (const token of vocabulary.tokenize(text, { special: true })) {
    const name = controlName(token, vocabulary);
    if (name === null) continue;
    const found = text.indexOf(name, position);
    parts.push(text.slice(position, found), token);
    position = found + name.length;
  }
  parts.push(text.slice(position));
  return parts;
}

/**
 * Tokens of a prompt.
 *
 * @returns what tokenising the whole text with control tokens would give, but for those in untrusted segments
 */
export function promptTokens(segments: readonly PromptSegment[], vocabulary: Tokenizer): number[] {
  const tokens: number[] = [];
  let plain = "";
  let first = true;
  const flush = (): void => {
    if (plain === "" && !first) return;
    for (const token of vocabulary.tokenize(plain, { special: false, bos: first })) tokens.push(token);
    plain = "";
    first = false;
  };
  for (const segment of segments) {
    for (const part of segment.special ? cutAtControlTokens(segment.text, vocabulary) : [segment.text]) {
      if (typeof part === "string") plain += part;
      else {
        flush();
        tokens.push(part);
      }
    }
  }
  flush();
  return tokens;
}
