/**
 * Writes the Python program that answers a question with math-verify in the sandbox. Answers reach it as one JSON string literal
 * and never become code; it prints one line that starts with a token the answers cannot contain.
 *
 * @module
 */
import type { Question } from "./compare.ts";

const SOURCE = String.raw`
import contextlib, io, json, logging
logging.disable(logging.CRITICAL)
import sympy
from math_verify import grader, parse, verify

solve_and_compare = grader.sympy_solve_and_compare

def solvable_and_equal(gold, pred, *rest): # two equations that cannot be solved are not equal for that
    return bool(sympy.solve(gold, gold.free_symbols)) and solve_and_compare(gold, pred, *rest)

grader.sympy_solve_and_compare = solvable_and_equal

def parsed(text):
    marked = "$" in text or "\\(" in text or "\\[" in text or "\\boxed" in text
    return parse(text if marked else "$" + text + "$", parsing_timeout=None)

def pair(prediction, truth):
    return verify(parsed(truth), parsed(prediction), timeout_seconds=None)

def near(expression, low, high):
    low, high = (sympy.Rational(int(a), int(b)) for a, b in (low, high))
    for value in parsed(expression):
        if isinstance(value, sympy.Basic) and not value.free_symbols:
            number = value.doit().evalf(30)
            if number.is_real and bool(low <= number) and bool(number <= high):
                return True
    return False

def matching(rows):
    answers = [[None] * len(row) for row in rows]
    taken = {}
    def fits(i, j):
        if answers[i][j] is None:
            answers[i][j] = holds(rows[i][j])
        return answers[i][j]
    def place(i, seen):
        for j in range(len(rows[i])):
            if j not in seen and fits(i, j):
                seen.add(j)
                if j not in taken or place(taken[j], seen):
                    taken[j] = i
                    return True
        return False
    return all(place(i, set()) for i in range(len(rows)))

def holds(question):
    if isinstance(question, bool):
        return question
    try:
        if "pair" in question:
            return pair(*question["pair"])
        if "near" in question:
            return near(question["near"], question["low"], question["high"])
        if "matching" in question:
            return matching(question["matching"])
    except Exception:
        return False
    return (all if "all" in question else any)(map(holds, question.get("all") or question.get("any")))
`;

/** Printed after the token when the answers are equal. */
const EQUAL = "equal";

/** A program for one question, and the output that means "equal". */
export interface SandboxProgram {
  /** Python, the only step of its program. */
  readonly source: string;
  /** Any other output means that the answers differ, or that a limit was reached. */
  readonly equalOutput: string;
}

/**
 * The program for a question. The same question gives the same program, so a verifier's cache answers it the second time.
 *
 * @param question what to decide: data, never code
 */
export async function sandboxProgram(question: Question): Promise<SandboxProgram> {
  const data = JSON.stringify(question);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(data));
  const token = new Uint8Array(hash).toHex(); // an answer that held its own question's hash would be a fixed point
  const source = `${SOURCE}
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    verdict = holds(json.loads(${pythonLiteral(data)})) is True
print(${pythonLiteral(`${token} `)} + (${pythonLiteral(EQUAL)} if verdict else "different"))
`;
  return { source, equalOutput: `${token} ${EQUAL}` };
}

/** A text as a Python string literal of ASCII characters. */
function pythonLiteral(text: string): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, escape);
}
