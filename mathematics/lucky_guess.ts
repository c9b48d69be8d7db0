/**
 * Right answers that a program can come to by luck: it skips what the question defines and still prints one of a few answers.
 *
 * @module
 */
import { answerKey, END_OF_CODE, type LabelledProblem, OUTPUT, stepCode, type Trajectory } from "@rstar/core";
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
 * Whether an answer is one of so few that it may be guessed: true or false, yes or no, the letter of one of the question's
 * options `(a) … (b) …`, a comparison sign, one of at most eight alternatives that the question's last sentence lists
 * (`Which is smaller: g or -0.8?`), or an ordering of at most three of them.
 *
 * A remainder, a digit or a small number can be guessed too, if more rarely; they do not count.
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
 * Whether a program gives a value to every name that the question introduces and its own question needs, directly or through
 * later definitions. True where the question introduces none.
 *
 * @param program Python source without tags
 */
export function definesAll(question: string, program: string): boolean {
  const bound = boundNames(program);
  return [...neededNames(question)].every((name) => bound.has(name));
}

/**
 * Whether a right answer was luck: it is guessable, and the program never computed something that the question defines.
 *
 * A heuristic over texts. It catches programs that skip definitions, and takes those for lucky that compute them under other
 * names or inline. It does not catch a program that computes everything and errs, nor one that defines everything and uses
 * nothing of it. Questions without definitions are never lucky.
 */
export function isLuckyGuess(trajectory: Trajectory, { question, answer }: LabelledProblem): boolean {
  return isGuessable(question, answer) && !definesAll(question, programOf(trajectory));
}

/** The Python source of the steps that ran. */
function programOf({ steps }: Trajectory): string {
  const ran = steps.filter(({ kind, observation }) =>
    (kind === "code" || kind === "end-of-code") && (observation === null || observation.status === "ok")
  );
  return ran.map(({ text }) => stepCode(text.split(END_OF_CODE)[0].split(OUTPUT)[0])).join("\n");
}

/** The lists of the last sentence, as answer keys. */
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
