/**
 * Searches many problems at the same time, at test time or to grow training data.
 *
 * @module
 */
import type { LabelledProblem, Problem } from "../../problem.ts";
import type { Grader } from "../../grade/grade.ts";
import { atOnce, Channel } from "@rstar/system";
import type { SearchPorts } from "../expand.ts";
import { ProblemSearch, type ProblemSearchOptions, type SearchTask } from "./problem_search.ts";
import type { SearchEvent } from "./search_event.ts";

/** A problem without its ground truth: what test-time search accepts. */
export interface UnlabelledProblem extends Problem {
  /** A labelled problem does not fit: its answer must be left out first. */
  readonly answer?: never;
}

/** How problems are searched. */
export interface DriverOptions extends ProblemSearchOptions {
  /** Problems searched at the same time. Default 64. */
  readonly concurrency?: number;
}

/** How data is grown. */
export interface GrowOptions extends DriverOptions {
  /** Whether a prediction equals the ground truth. */
  readonly grade: Grader;
}

/**
 * Searches problems at test time: their ground truth is neither taken nor reachable. Final answers are worth their PPM score,
 * or without a PPM their self-consistency. Trees never wait for each other.
 *
 * @param problems searched in order, `concurrency` at a time
 * @param ports policy, verifier and perhaps a PPM
 * @returns the events of all of them; each problem ends in one `done` or one `failed`. A reader that leaves early ends them all
 * @see rStar-Math §3.2
 */
export function search(
  problems: Iterable<UnlabelledProblem>,
  ports: SearchPorts,
  options: DriverOptions,
): AsyncIterable<SearchEvent> {
  const reward = ports.ppm ? "ppm" : "self-consistency";
  return drive(problems, ({ id, question }) => ({ problem: { id, question }, reward }), ports, options);
}

/**
 * Grows data: searches problems with final answers worth ±1 by their ground truth.
 *
 * @param problems with their answers
 * @param ports policy, verifier and perhaps a PPM
 * @param options as for {@linkcode search}, and the grader
 * @see rStar-Math §3.2, Eq. 2
 */
export function grow(
  problems: Iterable<LabelledProblem>,
  ports: SearchPorts,
  options: GrowOptions,
): AsyncIterable<SearchEvent> {
  const taskOf = ({ id, question, answer: truth }: LabelledProblem): SearchTask => ({
    problem: { id, question },
    reward: "ground-truth",
    judge: (answer, judgeOptions) => options.grade(answer, truth, judgeOptions),
  });
  return drive(problems, taskOf, ports, options);
}

async function* drive<P extends Problem>(
  problems: Iterable<P>,
  taskOf: (problem: P) => SearchTask,
  ports: SearchPorts,
  options: DriverOptions,
): AsyncGenerator<SearchEvent> {
  const channel = new Channel<SearchEvent>();
  const left = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
  const limits = { limit: options.concurrency ?? 64, signal: left.signal };
  const searches = atOnce(problems, limits, async (problem) => {
    const task = taskOf(problem);
    try {
      const emit = (event: SearchEvent): void => channel.push(event);
      emit({ type: "done", result: await new ProblemSearch(task, ports, { ...options, signal, emit }).run() });
    } catch (error) {
      channel.push({ type: "failed", problem: task.problem, error });
    }
  }).then(() => channel.end(), (error) => channel.end({ error }));
  try {
    yield* channel;
  } finally {
    left.abort();
    await searches;
  }
}
