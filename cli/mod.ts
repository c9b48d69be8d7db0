/**
 * The command line: every command of `deno task`, as one program.
 *
 * @example Files of questions, as `solve --file` reads them.
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseQuestions } from "@rstar/cli";
 *
 * const text = `{"id": "sum", "question": "What is 17 + 4?"}\n{"problem": "Is 91 prime?"}\n`;
 * assert.deepEqual(parseQuestions(text, "questions.jsonl"), [
 *   { id: "sum", question: "What is 17 + 4?" },
 *   { id: "2", question: "Is 91 prime?" }, // without an id: the line's number
 * ]);
 * ```
 *
 * @module
 */

// A command by its arguments, as `deno task` runs it.
export { runCommand } from "./run_command.ts";

// The commands that others call as functions.
export { tree, type TreeOptions } from "./tree.ts";

// Files of questions, and of problems with their answers: JSON Lines, JSON or CSV.
export { parseProblems, parseQuestions, type Question, readProblems, readQuestions } from "./solve/questions.ts";
