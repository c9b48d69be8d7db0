/**
 * The command `solve`: questions to answers.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { EMBEDDED_MODEL, openSolver } from "@rstar/solver";
import { onInterrupt } from "../interrupt.ts";
import { ADVISED_MODEL, defaultModel } from "../models/default_model.ts";
import { readyModel } from "../models/ready_model.ts";
import { SILENT, terminalLine } from "../progress_sink.ts";
import { OrderedOutput } from "./ordered_output.ts";
import { parseQuestions, type Question, readQuestions } from "./questions.ts";
import { nameOf, readInput } from "./rows.ts";
import { SearchProgress } from "./search_progress.ts";
import type { SolveOptions } from "./solve_options.ts";
import { openTrace } from "./trace_file.ts";
import { say } from "../say.ts";

/** The name of stdin among files. */
const STDIN = "-";
const NOTHING = "Cannot solve anything as neither a question nor --file was given";

/**
 * Searches for the answers and prints them in the order of the questions: data on stdout, progress and messages on
 * stderr.
 *
 * @param words of the question, to be joined; `-` alone, or none where there is no file either: questions on stdin
 * @returns the exit code: 0 all solved, 3 some unsolved, that of the signal where it was interrupted
 * @throws {RstarError} `bad_request` for wrong questions; what makes every search impossible
 */
export async function solve(words: readonly string[], options: SolveOptions): Promise<number> {
  const questions = await questionsOf(words, options);
  using interrupt = onInterrupt();
  try {
    const exitCode = await searchAndPrint(questions, options, interrupt.signal);
    return interrupt.exitCode ?? exitCode;
  } catch (error) {
    if (interrupt.exitCode === null) throw error;
    return interrupt.exitCode; // interrupted before the search began
  }
}

async function searchAndPrint(questions: Question[], options: SolveOptions, signal: AbortSignal): Promise<number> {
  using trace = options.trace === undefined ? null : openTrace(options.trace);
  const onProgress = say;
  const model = await readyModel(options.model ?? await defaultModel(), { ...options, signal });
  await using solver = await openSolver({ ...options, model, questions: questions.length, signal, onProgress });
  const line = Deno.stderr.isTerminal() ? terminalLine() : SILENT;
  const progress = new SearchProgress(line, questions.length);
  const file = options.file ?? (questions.length > 1 ? STDIN : undefined); // answers of several are told apart by their ids
  const output = new OrderedOutput(questions, { ...options, file }, () => line.clear());
  const searched = questions.filter(({ error }) => !error);
  for await (const event of solver.search(searched, { ...options, signal })) {
    progress.follow(event);
    trace?.write(event);
    output.take(event);
  }
  line.clear();
  if (output.exitCode !== 0 && model === EMBEDDED_MODEL) {
    say(`A bigger model may know more: deno task pull ${ADVISED_MODEL}`);
  }
  return output.exitCode;
}

async function questionsOf(words: readonly string[], { file }: SolveOptions): Promise<Question[]> {
  if (file !== undefined && words.length > 0) throw usage("Cannot take a question and --file at the same time");
  if (file !== undefined) return await readQuestions(file);
  if (words.length === 0 && Deno.stdin.isTerminal()) throw usage(NOTHING);
  if (words.length > 1 || words.length === 1 && words[0] !== STDIN) {
    const question = words.join(" ");
    if (question.trim() === "") throw usage("Cannot solve an empty question");
    return [{ id: "1", question }];
  }
  const text = await readInput(STDIN);
  if (text.trim() === "") throw usage(`${NOTHING}, and stdin is empty`);
  return parseQuestions(text, nameOf(STDIN));
}

function usage(message: string): RstarError {
  return new RstarError("bad_request", message);
}
