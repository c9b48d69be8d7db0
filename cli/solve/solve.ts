/**
 * The command `solve`: questions to answers.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { openSolver } from "@rstar/solver";
import { onInterrupt } from "../interrupt.ts";
import { SILENT, terminalLine } from "../progress_sink.ts";
import { OrderedOutput } from "./ordered_output.ts";
import { type Question, readQuestions } from "./questions.ts";
import { SearchProgress } from "./search_progress.ts";
import type { SolveOptions } from "./solve_options.ts";
import { openTrace } from "./trace_file.ts";

/**
 * Searches for the answers and prints them in the order of the questions: data on stdout, progress and messages on
 * stderr.
 *
 * @returns the exit code: 0 all solved, 3 some unsolved, that of the signal where it was interrupted
 * @throws {RstarError} `bad_request` for wrong questions; what makes every search impossible
 */
export async function solve(question: string | undefined, options: SolveOptions): Promise<number> {
  const questions = await questionsOf(question, options);
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
  const onProgress = (line: string): void => console.error(line);
  await using solver = await openSolver({ ...options, questions: questions.length, signal, onProgress });
  const line = Deno.stderr.isTerminal() ? terminalLine() : SILENT;
  const progress = new SearchProgress(line, questions.length);
  const output = new OrderedOutput(questions, options, () => line.clear());
  for await (const event of solver.search(questions, { ...options, signal })) {
    progress.follow(event);
    trace?.write(event);
    output.take(event);
  }
  line.clear();
  return output.exitCode;
}

async function questionsOf(question: string | undefined, { file }: SolveOptions): Promise<Question[]> {
  if (file !== undefined && question !== undefined) throw usage("Cannot take a question and --file at the same time");
  if (file !== undefined) return await readQuestions(file);
  if (question === undefined) throw usage("Cannot solve anything as neither a question nor --file was given");
  if (question.trim() === "") throw usage("Cannot solve an empty question");
  return [{ id: "1", question }];
}

function usage(message: string): RstarError {
  return new RstarError("bad_request", message);
}
