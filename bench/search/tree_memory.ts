/**
 * Memory of finished trees: the heap with 256 of them less the heap without, by tree and by node.
 *
 * ```sh
 * deno run -A --v8-flags=--expose-gc bench/search/tree_memory.ts
 * ```
 *
 * @module
 */
import { PRESETS, search, type SearchResult } from "@rstar/core";
import type { Node } from "@rstar/core/search";
import { sum } from "@rstar/eval/statistics";
import { usedBytes } from "../harness/process_usage.ts";
import { sampleProblems } from "../harness/sample_problems.ts";
import { instantPolicy, instantVerifier } from "./instant_ports.ts";

const TREES = 256;

async function grown(trees: number): Promise<SearchResult[]> {
  const options = { search: { ...PRESETS.paper, candidates: 8, rollouts: 16 }, seed: 1 };
  const results: SearchResult[] = [];
  for await (
    const event of search(sampleProblems(trees), { policy: instantPolicy, verifier: instantVerifier }, options)
  ) {
    if (event.type === "done") results.push(event.result);
  }
  return results;
}

await grown(1); // compiled before it is measured
const before = usedBytes();
const results = await grown(TREES);
const bytes = usedBytes() - before;
const size = ({ children }: Node): number => 1 + sum(children.map(size));
const nodes = sum(results.flatMap(({ trees }) => trees.map(({ root }) => size(root))));
console.log(
  `${TREES} trees of ${(nodes / TREES).toFixed(0)} nodes: ${(bytes / TREES / 1024).toFixed(0)} KiB a tree, ` +
    `${(bytes / nodes).toFixed(0)} bytes a node`,
);
