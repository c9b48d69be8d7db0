/**
 * Writes the Python program that answers questions in the sandbox: first step the readers and the exact comparison of
 * `python/grading`, which every question shares, so that its interpreter is kept; second step the questions. Answers reach it
 * as one JSON string literal and never become code; it prints one line that starts with a token the answers cannot contain.
 *
 * @module
 */
import { pythonLiteral } from "../verifier/python_literal.ts";
import type { Question } from "./compare.ts";

const FOLDER = new URL("../../python/grading/", import.meta.url);
/** In the order of their imports. */
const MODULES = [
  "values",
  "regions",
  "python_text",
  "latex_tokens",
  "latex_atoms",
  "latex_text",
  "equality",
  "verdict",
];

/** What writes an answer's forms; imports those before it. */
const FORMS_MODULES = ["latex_writer", "forms"];

let grading: Promise<string> | undefined;
let forms: Promise<string> | undefined;

/** A program for some questions, and how its output reads. */
export interface SandboxProgram {
  /** Python, a text a step. */
  readonly steps: readonly [library: string, questions: string];
  /** The verdicts in an output, one a question; `undefined` where it is not this program's. */
  verdicts(output: string): boolean[] | undefined;
}

/**
 * The program for questions. The same questions give the same program, so a verifier's cache answers them the second time.
 *
 * @param questions what to decide: data, never code
 */
export async function sandboxProgram(questions: readonly Question[]): Promise<SandboxProgram> {
  const data = JSON.stringify(questions);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(data));
  const token = new Uint8Array(hash).toHex(); // an answer that held its own question's hash would be a fixed point
  const source = `
import contextlib, io, json
from grading.verdict import holds
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    verdicts = ["=" if holds(question) is True else "!" for question in json.loads(${pythonLiteral(data)})]
print(${pythonLiteral(`${token} `)} + "".join(verdicts))
`;
  return {
    steps: [await gradingLibrary(), source],
    verdicts(output) {
      const [, signs] = /^(?:[0-9a-f]{64}) ([=!]*)$/.exec(output.trim()) ?? [];
      if (!output.trim().startsWith(token) || signs?.length !== questions.length) return undefined;
      return Array.from(signs, (sign) => sign === "=");
    },
  };
}

/** The readers and the comparison of `python/grading` as one step, which opens no file. */
function gradingLibrary(): Promise<string> {
  return grading ??= loading(MODULES).then((loads) => `
import sys, types
package = sys.modules["grading"] = types.ModuleType("grading")
package.__path__ = []
def load(name, source):
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, name, "exec"), module.__dict__)
${loads}
`);
}

/** The steps after which a program may import `grading.forms`; the first is that of {@linkcode sandboxProgram}. */
export async function formsLibrary(): Promise<readonly [grading: string, forms: string]> {
  return [await gradingLibrary(), await (forms ??= loading(FORMS_MODULES))];
}

/** Loads modules of `python/grading`, where `load` is defined. */
async function loading(modules: readonly string[]): Promise<string> {
  const loads = await Promise.all(modules.map(async (name) => {
    const text = await Deno.readTextFile(new URL(`${name}.py`, FOLDER));
    return `load(${pythonLiteral(`grading.${name}`)}, ${pythonLiteral(text)})`;
  }));
  return loads.join("\n");
}
