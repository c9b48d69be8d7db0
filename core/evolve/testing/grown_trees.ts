/**
 * Grown problems for the tests of training data, scripted or at random.
 *
 * @module
 */
import { uniform } from "../../random.ts";
import { END_OF_CODE } from "../../trajectory.ts";
import type { ToldStep } from "../../search/step.ts";
import type { SearchOptions } from "../../search/options.ts";
import { answer, broken, code, end, play, ran, small } from "../../search/testing/scripted_steps.ts";
import type { Ask } from "../../search/step.ts";
import { Tree } from "../../search/tree.ts";
import type { GrownProblem, SearchProblem } from "../data/grown_problem.ts";

/** A problem with the answer 7. */
export const SUM: SearchProblem = { id: "sum", question: "What is 3 + 4?", answer: "7" };

/** An empty tree whose Q-values follow the ground truth. */
export function tree(options: Partial<SearchOptions> = {}, seed = 1): Tree {
  return new Tree({ question: SUM.question, options: small(options), reward: "ground-truth", seed });
}

/** A tree grown from a script of expansions, by node path. */
export function played(
  script: Readonly<Record<string, readonly ToldStep[]>>,
  options: Partial<SearchOptions> = {},
): Tree {
  const made = tree({ terminals: "exclude", ...options });
  play(made, script);
  return made;
}

/** A problem with one tree of one program and, below it, `answers` (text, whether correct), each found once. */
export function answered(problem: SearchProblem, answers: readonly (readonly [string, boolean])[]): GrownProblem {
  const leaves = answers.map(([value, correct], index) =>
    answer(value, { correct, text: `<answer>${index}: \\boxed{${value}}<end_of_answer>` })
  );
  return { problem, trees: [played({ "": [end("<code>\nprint(1)")], "0": leaves })] };
}

/** A problem whose trees grow at random from `seed`: failed steps, right and wrong answers, and PPM scores where `ppm` is set. */
export function grownAtRandom(
  seed: number,
  { ppm = false, trees = 1, problem = SUM }: {
    readonly ppm?: boolean;
    readonly trees?: number;
    readonly problem?: SearchProblem;
  } = {},
): GrownProblem {
  const grow = (index: number): Tree => {
    const grown = tree({ candidates: 3, answerCandidates: 2, rollouts: 20, maxDepth: 6 }, seed + index);
    for (let ask = grown.ask(); ask; ask = grown.ask()) {
      grown.tell({ path: ask.node.path, tokens: 1, steps: randomSteps(ask, ppm) });
    }
    return grown;
  };
  return { problem, trees: Array.from({ length: trees }, (_, index) => grow(index)) };
}

function randomSteps({ node, seeds }: Ask, ppm: boolean): ToldStep[] {
  return seeds.map((seed, index) => {
    const random = uniform(seed);
    const kind = random();
    const scores = { ppm: ppm ? random() * 1.9 - 0.95 : null, logProbability: -random() };
    if (node.kind === "end-of-code") {
      const correct = random() < 0.5;
      const value = correct ? "7" : `${index}`;
      return answer(value, { ...scores, correct, text: `<answer>${index}: \\boxed{${value}}<end_of_answer>` });
    }
    const text = `${node.parent ? "" : "<code>\n"}# ${"so ".repeat(Math.floor(random() * 20))}\nx = ${index}`;
    if (kind < 0.2) return broken(text);
    if (kind < 0.6) return code(text, scores);
    return end(text, { ...scores, text: `${text}\n${END_OF_CODE}`, observation: ran("7") });
  });
}
