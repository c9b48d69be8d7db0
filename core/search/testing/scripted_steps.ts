/**
 * Scripted steps for the tests of the search.
 *
 * @module
 */
import { END_OF_ANSWER, END_OF_CODE, END_OF_STEP } from "../../trajectory.ts";
import type { Observation } from "../../verifier/verifier.ts";
import type { ToldStep } from "../step.ts";
import type { SearchOptions } from "../options.ts";
import { PRESETS } from "../presets.ts";
import type { Tree } from "../tree.ts";

/** A step that ran and printed `output`. */
export function ran(output = ""): Observation {
  return { status: "ok", output, cpuMs: 1 };
}

/** A step of the program. */
export function code(text: string, more: Partial<ToldStep> = {}): ToldStep {
  return { text: `${text}\n${END_OF_STEP}`, logProbability: -1, observation: ran(), ppm: null, answer: null, ...more };
}

/** The last step of the program. */
export function end(text: string, more: Partial<ToldStep> = {}): ToldStep {
  return {
    text: `${text}\n${END_OF_CODE}`,
    logProbability: -1,
    observation: ran("7"),
    ppm: null,
    answer: null,
    ...more,
  };
}

/** A step that raised an error. */
export function broken(text: string): ToldStep {
  return code(text, { observation: { status: "error", output: "NameError: name 'x' is not defined", cpuMs: 1 } });
}

/** A final answer. */
export function answer(value: string, more: Partial<ToldStep> = {}): ToldStep {
  const text = `<answer>The answer is \\boxed{${value}}.${END_OF_ANSWER}`;
  return { text, logProbability: -1, observation: null, ppm: null, answer: value, ...more };
}

/** The paper's options with small numbers. */
export function small(more: Partial<SearchOptions> = {}): SearchOptions {
  return { ...PRESETS.paper, candidates: 2, answerCandidates: 1, rollouts: 100, ...more };
}

/** Plays a script of expansions by path until the tree asks for nothing more; returns the paths in the order asked. */
export function play(tree: Tree, script: Readonly<Record<string, readonly ToldStep[]>>): string[] {
  const asked: string[] = [];
  for (let ask = tree.ask(); ask; ask = tree.ask()) {
    asked.push(ask.node.path);
    tree.tell({ path: ask.node.path, tokens: 10, steps: script[ask.node.path] ?? [] });
  }
  return asked;
}
