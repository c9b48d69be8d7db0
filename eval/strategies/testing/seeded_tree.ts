/**
 * Trees grown from steps that follow from their seeds alone, as those of a policy do.
 *
 * @module
 */
import { PRESETS, type SearchOptions, uniform } from "@rstar/core";
import { type Ask, type ToldStep, Tree } from "@rstar/core/search";
import type { TreeRecorder } from "../rollout_cuts.ts";

const OPTIONS: SearchOptions = { ...PRESETS.paper, candidates: 3, answerCandidates: 2, maxDepth: 6 };
const PROBLEM = { id: "p", question: "q" };

function steps({ node, seeds }: Ask): ToldStep[] {
  return seeds.map((seed, index) => {
    const random = uniform(seed);
    const told = { logProbability: -random(), ppm: 2 * random() - 1 };
    if (node.kind === "end-of-code") {
      return { ...told, text: `<answer>\\boxed{${index}}<end_of_answer>`, observation: null, answer: `${index}` };
    }
    const observation = { status: "ok" as const, output: "1", cpuMs: 1 };
    const ending = random() < 0.5 ? "<end_of_step>" : "<end_of_code>";
    return { ...told, text: `x = ${index}\n${ending}`, observation, answer: null };
  });
}

/**
 * Grows a tree of 3 candidates a step until `rollouts` rollouts are done or nothing is left to expand.
 *
 * @param options `recorder` gets the tree's events; `seed`, default 5; `maxDepth`, default 6
 */
export function seededTree(
  rollouts: number,
  { terminals, recorder, seed = 5, maxDepth = OPTIONS.maxDepth }: {
    readonly terminals: SearchOptions["terminals"];
    readonly recorder?: TreeRecorder;
    readonly seed?: number;
    readonly maxDepth?: number;
  },
): Tree {
  const options = { ...OPTIONS, rollouts, terminals, maxDepth };
  const tree = new Tree({ question: PROBLEM.question, options, reward: "ppm", seed });
  recorder?.follow({ type: "tree", problem: PROBLEM, index: 0, tree });
  for (let ask = tree.ask(); ask; ask = tree.ask()) {
    const expansion = { path: ask.node.path, tokens: 7 + ask.node.depth, steps: steps(ask) };
    tree.tell(expansion);
    recorder?.follow({ type: "tell", problem: PROBLEM, tree: 0, expansion });
  }
  return tree;
}

/** What must be the same in two equal trees. */
export interface TreeSummary extends Pick<Tree, "rollouts" | "tokens"> {
  /** The trajectories found, by their last nodes. */
  readonly found: readonly Pick<Tree["found"][number], "path" | "answer" | "visits" | "valueSum">[];
}

/** The effort of a tree, and what it found. */
export function treeSummary({ rollouts, tokens, found }: Tree): TreeSummary {
  return {
    rollouts,
    tokens,
    found: found.map(({ path, answer, visits, valueSum }) => ({ path, answer, visits, valueSum })),
  };
}
