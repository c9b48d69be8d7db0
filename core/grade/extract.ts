/**
 * Finds the answer in a text: the content of its last `\boxed{}`, or what it states around it: `#### 72`,
 * `Final Answer: **73**`, "The total is 72 clips.", "Thus $x < 2$ is our answer." A text that states nothing so plainly is an
 * answer as a whole, or none.
 *
 * @module
 */
import { closingBrace, unwrapText } from "./brackets.ts";

/** Of more boxes only the last ones are looked at. */
const MAX_BOXES = 64;
/** What may stand between boxes of one answer, without the signs of mathematics: `,`, "and", "papers and". */
const JOINED_REGEXP = /^[\p{L} ()]{0,20}(?:,|;|and|or|, ?and|, ?or)(?: \p{L}(?:_?\d)? ?=)?$/u;
const SIGNS_REGEXP = /\\[()]|\$|\\q?quad|\\text\{|\}|\s/g;

/** One `\boxed{}` of a text; `end` is the index behind it. */
interface Box {
  readonly content: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The content of the last `\boxed{…}` or `\fbox{…}` with balanced braces; `\boxed 5` gives `5`. Boxes that only commas,
 * "and" or "or" part are one answer: `\boxed{1}, \boxed{2}` gives `1,2`. A `\text{…}` around the whole is unwrapped.
 *
 * @returns `undefined` where the text has no box, or its last box is not closed
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { boxedAnswer } from "@rstar/core/grade";
 *
 * assert.equal(boxedAnswer("The answer is \\boxed{\\frac{1}{2}}."), "\\frac{1}{2}");
 * ```
 */
export function boxedAnswer(text: string): string | undefined {
  const contents: string[] = [];
  let next: Box | undefined;
  for (const start of boxStarts(text)) {
    const box = boxAt(text, start);
    if (box === undefined || next !== undefined && !isJoin(text.slice(box.end, next.start))) break;
    contents.push(unwrapText(box.content));
    next = box;
    if (contents.length === MAX_BOXES) break;
  }
  return next === undefined ? undefined : contents.reverse().join(",");
}

/** Where the commands of boxes start, the last one first; a text full of them is not read further than it is asked for. */
function* boxStarts(text: string): Generator<number> {
  const before = (command: string, end: number) => end > 0 ? text.lastIndexOf(command, end - 1) : -1;
  let [boxed, fbox] = [before("\\boxed", text.length), before("\\fbox", text.length)];
  while (boxed >= 0 || fbox >= 0) {
    const start = Math.max(boxed, fbox);
    if (/^\\(?:boxed|fbox)\b/.test(text.slice(start, start + 7))) yield start;
    if (start === boxed) boxed = before("\\boxed", start);
    else fbox = before("\\fbox", start);
  }
}

function isJoin(between: string): boolean {
  return between.length < 80 && JOINED_REGEXP.test(between.replace(SIGNS_REGEXP, " ").replace(/ +/g, " ").trim());
}

/** The box whose command starts at `start`. */
function boxAt(text: string, start: number): Box | undefined {
  const name = text.startsWith("\\boxed", start) ? "\\boxed" : "\\fbox";
  let open = start + name.length;
  while (text[open] === " ") open++;
  if (text[open] === "{") {
    const end = closingBrace(text, open);
    return end < 0 ? undefined : { content: text.slice(open + 1, end), start, end: end + 1 };
  }
  const word = /^[^\s$]+/.exec(text.slice(open))?.[0] ?? "";
  let length = word.length;
  while (".,;".includes(word[length - 1] ?? " ")) length--;
  const bare = word.slice(0, length);
  return bare ? { content: bare, start, end: open + bare.length } : undefined;
}

/** The answer of a text, and what the text says that it is; empty where it only says that it is the answer. */
export interface Statement {
  readonly answer: string;
  readonly subject: string;
}

const MARKER_REGEXP = /(?:^|\n) {0,8}#### {0,8}([^\n]*)/g;
const BOLD_REGEXP = /(?<![\w)\]}])\*\*(?! )([^*\n]{1,400})(?<! )\*\*(?![\w(])/g;
const CONTROL_REGEXP = /<\|\w{1,20}\|>/;
/** The last of these in a text is followed by its answer. */
const ANSWER_REGEXP =
  /(?:\b(?:final |correct )?answers?|\bans|\bresult)(?: (?:is|are))?(?: ?[:=]| (?=[$\\\d(-])|(?<= is|are) ) ?/giu;
const SENTENCE_REGEXP =
  /^(?:[Ff]inal [Aa]nswer: ?)?(?:(?:So|Thus|Hence|Therefore|Finally|Then),? )?[Tt]he ([\p{L} ,'$()]{2,200}?) (?:is|are|equals|was|were) ([^]*)$/u;
/** A sentence says its answer where that begins as mathematics does and no other statement follows. */
const MATHEMATICS_REGEXP = /^(?:\\?\$|\\[a-zA-Z([{]|[-+([{]|\.?\d)/;
const SEGMENT_REGEXP = /\$\$([^$]+)\$\$|\$([^$]+)\$|\\\((.{1,400}?)\\\)|\\\[(.{1,400}?)\\\]/g;
const PROSE_REGEXP = /(?<![\\\p{L}])\p{L}{2,}/u;
const HEDGE_REGEXP = /\b(?:or|not|isn't|wrong|unsure|sure|maybe|perhaps|either|guess)\b/i;
const OUR_ANSWER_REGEXP = /^ (?:is|are) (?:our|the|my) (?:final )?(?:answer|solution)s?[.!]?$/;
/** The end of a text, in which its answer stands. */
const MAX_END = 2000;

/** What a text without `\boxed` states; the text itself where it states nothing. */
export function statedAnswer(text: string): Statement {
  const end = text.length > 4 * MAX_END ? text.slice(-4 * MAX_END) : text;
  let result = end;
  for (const match of end.matchAll(MARKER_REGEXP)) result = match[1];
  const control = CONTROL_REGEXP.exec(result);
  if (control !== null && control.index > 0) result = result.slice(0, control.index);
  result = lastLine(result).replace(/\s+/g, " ").trim();
  if (result.length > MAX_END) {
    const start = result.indexOf(". ", result.length - MAX_END) + 1;
    if (start === 0) return { answer: text, subject: "" };
    result = result.slice(start).trim();
  }
  result = result.replace(BOLD_REGEXP, "$1").replace(/^`([^`]*)`$/, "$1");
  return namedAnswer(result) ?? sentenceAnswer(result) ?? { answer: result, subject: "" };
}

/** The last line, where that is mathematics without words and an earlier one is prose; else the whole text. */
function lastLine(text: string): string {
  const trimmed = text.trim();
  const start = trimmed.lastIndexOf("\n") + 1;
  const line = trimmed.slice(start);
  const isAlone = start > 0 && line.length < MAX_END && MATHEMATICS_REGEXP.test(line) && !PROSE_REGEXP.test(line);
  return isAlone && /\p{L}{3} \p{L}{2}/u.test(trimmed.slice(0, start)) && !/\\end/.test(line) ? line : text;
}

/** What follows the last "the answer is", up to the end of its mathematics or sentence. */
function namedAnswer(text: string): Statement | undefined {
  const found = [...text.matchAll(ANSWER_REGEXP)].at(-1);
  if (found === undefined) return undefined;
  const rest = text.slice(found.index + found[0].length);
  if (/^the /i.test(rest)) return sentenceAnswer(rest);
  const segment = SEGMENT_REGEXP[Symbol.matchAll](rest).next().value;
  if (segment?.index === 0) return { answer: segment[0], subject: "" };
  const [sentence] = sentences(rest);
  return sentence && MATHEMATICS_REGEXP.test(sentence) || text.length === found[0].length + rest.length
    ? { answer: sentence ?? rest, subject: "" }
    : undefined;
}

/** What the last sentence says: "The total is …", or the only mathematics that it marks as such. */
function sentenceAnswer(text: string): Statement | undefined {
  const sentence = sentences(text).at(-1);
  if (sentence === undefined) return undefined;
  const said = SENTENCE_REGEXP.exec(sentence);
  if (said !== null && MATHEMATICS_REGEXP.test(said[2]) && !/ (?:is|are|but|not) /.test(said[2])) {
    return { answer: said[2].trim(), subject: said[1] };
  }
  const segments = [...sentence.matchAll(SEGMENT_REGEXP)];
  const behind = segments.length === 1 ? sentence.slice(segments[0].index + segments[0][0].length) : "";
  if (PROSE_REGEXP.test(behind) && !OUR_ANSWER_REGEXP.test(behind)) return undefined;
  const words = segments.reduce((rest, [segment]) => rest.replace(segment, " "), sentence);
  if (segments.length !== 1 || !PROSE_REGEXP.test(words) || HEDGE_REGEXP.test(words) || /\d/.test(words)) {
    return undefined;
  }
  return { answer: segments[0][0], subject: "" };
}

/** The sentences of a text, each up to a full stop before a space. */
function sentences(text: string): string[] {
  return text.split(/(?<=[.!?]\$?) (?=[\p{Lu}[<])| (?=(?:Therefore|Thus|Hence|So),? )/u).map((sentence) =>
    sentence.trim()
  ).filter((sentence) => sentence !== "");
}
