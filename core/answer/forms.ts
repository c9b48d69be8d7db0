/**
 * An answer as text for people, for LaTeX and for Python.
 *
 * @module
 */
import type { Verifier } from "../verifier/verifier.ts";
import { formsLibrary } from "../grade/sandbox_program.ts";
import { pythonLiteral } from "../verifier/python_literal.ts";

/** The same answer in three notations. What is no maths is the same in all of them. */
export interface AnswerForms {
  /** For people: `Yes`, `x = 3`, `2*x^2`. */
  readonly plain: string;
  /** LaTeX without delimiters. */
  readonly latex: string;
  /** Python, in SymPy's notation: `True`, `{x: 3}`, `2*x**2`. */
  readonly python: string;
}

const INTEGER_REGEXP = /^-?\d+$/;
/** A decimal number, not part of a name or of a version. */
const DECIMAL_REGEXP = /(?<![\w.])\d+\.\d+(?![\w.]|e[+-]?\d)/g;
/** Digits that a double holds for certain. */
const DOUBLE_DIGITS = 15;
/** Digits of a double as Python prints it, at most; longer decimals were computed to that precision. */
const PRINTED_DIGITS = 17;
const TRUE_REGEXP = /^(?:\\text\{\s*)?(?:true|yes)\s*\}?\.?$/i;
const FALSE_REGEXP = /^(?:\\text\{\s*)?(?:false|no)\s*\}?\.?$/i;
const YES_NO_REGEXP =
  /(?:^|[.;:!?,\n]\s*|\b(?:then|and|so)\s+)(?:is|are|am|was|were|do|does|did|can|could|will|would|has|have|had|should|must)\b[^.!?]*[.?!]?\s*$/i;
const CPU_MS = 2000;

/**
 * The forms of an answer. Decimals lose the zeros at their end and the noise of binary arithmetic; a truth value is `Yes` or `No`
 * to a question that asks for one.
 *
 * @param answer in SymPy's notation, in LaTeX, or words
 * @param verifier renders what is more than a number; where that fails the text stays as it is
 * @throws {VerifierError} when the sandbox cannot run
 */
export async function answerForms(answer: string, question: string, verifier: Verifier): Promise<AnswerForms> {
  const text = answer.trim().replace(DECIMAL_REGEXP, tidyDecimal);
  const same = { plain: text, latex: text, python: text };
  if (INTEGER_REGEXP.test(text)) return same;
  if (TRUE_REGEXP.test(text)) return truth("Yes", "True", question);
  if (FALSE_REGEXP.test(text)) return truth("No", "False", question);
  const { status, output } = await verifier.run([...await formsLibrary(), formsProgram(text)], {
    output: "stdout",
    cpuMs: CPU_MS,
    last: true,
  });
  return status === "ok" && formsIn(output) || same;
}

function truth(word: string, python: string, question: string): AnswerForms {
  const plain = YES_NO_REGEXP.test(question.trim()) ? word : python;
  return { plain, latex: `\\text{${plain}}`, python };
}

/** `53.000` is 53, `0.30000000000000004` is 0.3; a decimal of more digits than a double has keeps them. */
function tidyDecimal(text: string): string {
  const digits = text.replace(/^0*\.?0*|\./g, "").length;
  const noiseless = digits > PRINTED_DIGITS || digits <= DOUBLE_DIGITS ? text : Number(text).toPrecision(DOUBLE_DIGITS);
  return noiseless.includes("e") ? text : noiseless.replace(/\.?0+$/, "");
}

/**
 * The program that prints the forms of a text as one line of JSON, or nothing where the text is no maths. The text reaches it as
 * a string literal.
 */
function formsProgram(text: string): string {
  return `
import contextlib, io, json
from grading.forms import forms
line = ""
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    with contextlib.suppress(Exception):
        line = json.dumps(forms(${pythonLiteral(text)}))
print(line)
`;
}

/** What the program printed. It ran untrusted text, so nothing of it is taken on trust. */
function formsIn(output: string): AnswerForms | null {
  let value: Partial<Record<keyof AnswerForms, unknown>> | null;
  try {
    value = JSON.parse(output);
  } catch {
    return null;
  }
  const { plain, latex, python } = value ?? {};
  const written = [plain, latex, python].every((form) => typeof form === "string" && form !== "");
  return written ? { plain, latex, python } as AnswerForms : null;
}
