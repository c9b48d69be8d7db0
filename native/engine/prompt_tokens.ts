/**
 * Tokenises the segments of a prompt as if they were one text, but recognises control tokens in trusted segments only.
 *
 * Covered: names of control tokens in an untrusted segment stay plain text; plain text on both sides of a border between
 * segments is tokenised together (`"…?"` + `"\n"` may be one token). Not covered: control tokens that swallow the blanks
 * beside them (no Qwen model has any).
 *
 * @module
 */
import type { PromptSegment } from "@rstar/core";

/** The part of a vocabulary that is needed here. */
export interface Tokenizer {
  /** Text to tokens; with `special`, names of control tokens in the text become those tokens. */
  tokenize(text: string, options: { special: boolean; bos?: boolean }): number[];
  /** The bytes of a token; those of a control token are its name. */
  pieceBytes(token: number): Uint8Array;
}

const decoder = new TextDecoder();

/** For each vocabulary, of the tokens seen so far: the name of a control token, null for a token of plain text. */
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

/** Cuts trusted text at its control tokens: a number is a control token, a string the plain text between two. */
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

/** The tokens of a prompt, with the token that starts a text where the vocabulary has one. */
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
