/**
 * The cost of one ask and tell on a tree of 10 000 nodes: `deno bench -A bench/search/search_bench.ts`.
 *
 * @module
 */
import { END_OF_STEP, PRESETS } from "@rstar/core";
import { type ToldStep, Tree } from "@rstar/core/search";

const NODES = 10_000;
const WIDTH = 8;

const step = (index: number): ToldStep => ({
  text: `# Step ${index}\nx = ${index}\n${END_OF_STEP}`,
  logProbability: -1,
  observation: { status: "ok", output: "", cpuMs: 1 },
  ppm: Math.sin(index),
  answer: null,
});
const STEPS = Array.from({ length: WIDTH }, (_, index) => step(index));
const ANSWER: ToldStep = {
  ...step(0),
  text: "<answer>\\boxed{1}<end_of_answer>",
  observation: null,
  ppm: 0.5,
  answer: "1",
};

/** Adds at least so many nodes to the tree. */
function grow(tree: Tree, nodes: number): void {
  for (let added = 0; added < nodes;) {
    const ask = tree.ask();
    if (!ask) throw new Error("Cannot go on as the tree is exhausted");
    const steps = ask.node.depth === 7 ? [ANSWER] : STEPS;
    tree.tell({ path: ask.node.path, tokens: 1, steps });
    added += steps.length;
  }
}

const tree = new Tree({
  question: "q",
  options: { ...PRESETS.paper, candidates: WIDTH, rollouts: Infinity, terminals: "exclude" },
  reward: "ppm",
  seed: 0,
});
grow(tree, NODES);

Deno.bench(`ask + tell of ${WIDTH} children on a tree of ${NODES} nodes`, () => {
  tree.tell({ path: tree.ask()!.node.path, tokens: 1, steps: tree.ask()!.node.depth === 7 ? [ANSWER] : STEPS });
});
