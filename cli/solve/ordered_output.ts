/**
 * The output of `solve`: results in the order of the questions, whatever order they end in.
 *
 * @module
 */
import { RstarError, type SearchEvent, type SearchResult } from "@rstar/core";
import { guessSentence, programText, resultJson } from "@rstar/core/search";
import { adviceFor } from "./advice.ts";
import { failedJson } from "./failed_json.ts";
import type { Question } from "./questions.ts";
import type { SolveOptions } from "./solve_options.ts";
import { print } from "../print.ts";
import { say } from "../say.ts";

/** Exit codes of a search that ran. */
const SOLVED = 0;
const NOT_SOLVED = 3;

const SAMPLE_LENGTH = 120;

/** One sentence for a person: the guess, or what was tried in vain; `id` names the question among several. */
function whyNoAnswer({ guess, confidence, usage, stopped, trees }: SearchResult, id: string | null): string {
  if (guess !== null) {
    const sentence = guessSentence({ guess, confidence });
    return id === null ? `Not sure: ${sentence}` : `Question ${id}: not sure, ${sentence}`;
  }
  const effort = `${usage.rollouts} rollouts, ${usage.tokens} tokens, ${usage.seconds.toFixed(1)} s`;
  const what = stopped === "unreadable"
    ? `the model wrote no step that can be read in ${usage.tokens} tokens, but ${sampleOf(trees)}`
    : `no answer after ${effort} (${stopped})`;
  return `${id === null ? "Unsolved" : `Question ${id} is unsolved`}: ${what}. ${adviceFor(stopped)}`;
}

/** The beginning of what the model wrote first, on one line. */
function sampleOf(trees: SearchResult["trees"]): string {
  const written = trees.flatMap(({ root }) => root.children)[0]?.text ?? "";
  return JSON.stringify(written.length > SAMPLE_LENGTH ? `${written.slice(0, SAMPLE_LENGTH)}…` : written);
}

/** Prints each result once all results before it are printed: answers to stdout, why there is none to stderr. */
export class OrderedOutput {
  readonly #questions: readonly Question[];
  readonly #options: SolveOptions;
  readonly #clear: () => void;
  readonly #results = new Map<string, SearchResult | RstarError>();
  #printed = 0;
  #exitCode = SOLVED;

  /** `clear` is called before something is printed, to remove the line of progress. */
  constructor(questions: readonly Question[], options: SolveOptions, clear: () => void) {
    this.#questions = questions;
    this.#options = options;
    this.#clear = clear;
    for (const { id, error } of questions) if (error) this.#results.set(id, error);
  }

  /** 0 while everything printed is solved, else 3. */
  get exitCode(): number {
    return this.#exitCode;
  }

  /**
   * Keeps the result of a `done` or `failed` event, and prints what has its turn; other events are ignored.
   *
   * @throws the error of a failed search, unless only this one of several questions has it
   */
  take(event: SearchEvent): void {
    if (event.type === "done") this.#results.set(event.result.problem.id, event.result);
    else if (event.type === "failed") this.#fail(event.problem.id, event.error);
    else return;
    for (; this.#printed < this.#questions.length; this.#printed++) {
      const result = this.#results.get(this.#questions[this.#printed].id);
      if (result === undefined) return;
      this.#clear();
      this.#print(this.#questions[this.#printed], result);
    }
  }

  /** A question too long for the model does not end the searches of the others; any other error would hit them too. */
  #fail(id: string, error: unknown): void {
    const ownFault = error instanceof RstarError && error.code === "context_exceeded";
    if (!ownFault || this.#questions.length === 1) throw error;
    this.#results.set(id, error);
  }

  #print(question: Question, result: SearchResult | RstarError): void {
    const single = this.#options.file === undefined;
    const { json, steps, format = "plain" } = this.#options;
    if (result instanceof RstarError) {
      this.#exitCode = NOT_SOLVED;
      const { code, message } = result;
      if (json) print(JSON.stringify({ ...failedJson(question), error: { code, message } }));
      else print(`${question.id}\t`);
      say(`Question ${question.id}: ${message}.`);
      return;
    }
    if (result.status !== "solved") {
      this.#exitCode = NOT_SOLVED;
      say(whyNoAnswer(result, single ? null : question.id));
    }
    const shown = resultJson(result);
    if (json) return print(JSON.stringify(shown));
    const answer = result.answer === null ? null : result.forms![format];
    if (steps && answer !== null) print(`${programText(shown.steps)}\n`);
    if (!single) print(`${question.id}\t${answer ?? ""}`);
    else if (answer !== null) print(answer);
  }
}
