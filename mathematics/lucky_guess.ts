/**
 * Right answers reached by luck: the program skips what the question defines, and prints one of a few possible answers.
 *
 * @module
 */
import { END_OF_CODE, type LabelledProblem, OUTPUT, stepCode } from "@rstar/core";
import { answerKey } from "@rstar/core/grade";
import type { Trajectory } from "@rstar/core/search";
import { boundNames } from "./bound_names.ts";
import { neededNames } from "./question_names.ts";

const MAX_ALTERNATIVES = 8;
const VERDICT_REGEXP = /^(?:true|false|yes|no)$/i;
const COMPARISON_REGEXP = /^(?:[<>=≤≥≠]|[<>!=]=|\\(?:[lg]eq?|[lg]t|neq?))$/;
const OPTION_REGEXP = /^\(?([A-Ha-h])\)?$/;
const LABEL_REGEXP = /(?:^|\s)\(([A-Ha-h])\)(?=\s)/g;
const LIST_REGEXP = /[^\s,:?]+(?:, [^\s,:?]+)+(?:,? (?:or|and) [^\s,:?]+)?|[^\s,:?]+ or [^\s,:?]+/g;
const SEPARATOR_REGEXP = /,? or |,? and |, /;

/**
 * Whether an answer is one of so few that it can be guessed: true or false, yes or no, the letter of one of the question's
 * options `(a) … (b) …`, a comparison sign, one of at most eight alternatives listed in the question's last sentence
 * (`Which is smaller: g or -0.8?`), or an ordering of at most three of them.
 *
 * Remainders, digits and small numbers do not count, although they are guessed now and then.
 */
export function isGuessable(question: string, answer: string): boolean {
  const plain = answer.trim().replace(/^\\text\s*\{(.*)\}$/, "$1").replace(/\.$/, "");
  if (VERDICT_REGEXP.test(plain) || COMPARISON_REGEXP.test(plain)) return true;
  const option = OPTION_REGEXP.exec(plain)?.[1].toLowerCase();
  const labels = new Set([...question.matchAll(LABEL_REGEXP)].map(([, label]) => label.toLowerCase()));
  if (option !== undefined && labels.size > 1 && labels.has(option)) return true;
  return alternatives(question).some((items) => items.includes(answerKey(plain)) || isOrdering(plain, items));
}

/**
 * Whether a program assigns a value to every name on which the answer depends, directly or through later definitions. True
 * where the question defines no name.
 *
 * @param program Python source without tags
 */
export function definesAll(question: string, program: string): boolean {
  const bound = boundNames(program);
  return [...neededNames(question)].every((name) => bound.has(name));
}

/**
 * Whether a right answer was luck: it is guessable, and the program skipped something that the question defines.
 *
 * A heuristic on the texts. False positives: programs that compute a definition inline or under another name. False
 * negatives: programs that compute everything wrongly, or that define everything and use nothing of it. A question without
 * definitions never counts as guessed.
 */
export function isLuckyGuess(trajectory: Trajectory, { question, answer }: LabelledProblem): boolean {
  return isGuessable(question, answer) && !definesAll(question, programOf(trajectory));
}

/** The Python source of the steps that ran without an error. */
function programOf({ steps }: Trajectory): string {
  const ran = steps.filter(({ kind, observation }) =>
    (kind === "code" || kind === "end-of-code") && (observation === null || observation.status === "ok")
  );
  return ran.map(({ text }) => stepCode(text.split(END_OF_CODE)[0].split(OUTPUT)[0])).join("\n");
}

/** The lists in the question's last sentence, each as answer keys. */
function alternatives(question: string): string[][] {
  const last = question.trim().replace(/[.?!]+$/, "").split(/[.?!]\s+/).at(-1)!;
  return [...last.matchAll(LIST_REGEXP)]
    .map(([list]) => list.split(SEPARATOR_REGEXP))
    .filter((items) => items.length <= MAX_ALTERNATIVES)
    .map((items) => items.map(answerKey));
}

function isOrdering(answer: string, items: readonly string[]): boolean {
  const parts = answer.split(/,\s*/).map(answerKey);
  return items.length <= 3 && parts.length === items.length && parts.toSorted().join() === items.toSorted().join();
}
