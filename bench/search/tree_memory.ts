/**
 * Memory of finished trees: what the process holds more with 256 of them than without, by tree and by node.
 *
 * ```sh
 * deno run -A --v8-flags=--expose-gc bench/search/tree_memory.ts
 * ```
 *
 * @module
 */
import { type Node, PRESETS, search, type SearchResult } from "@rstar/core";
import { instantPolicy, instantVerifier } from "./instant_ports.ts";
import { sampleQuestion } from "../measuring/sample_question.ts";
import { usedBytes } from "../measuring/used_bytes.ts";

const TREES = 256;

async function grown(trees: number): Promise<SearchResult[]> {
  const problems = Array.from({ length: trees }, (_, n) => ({ id: `${n}`, question: sampleQuestion(n) }));
  const options = { search: { ...PRESETS.paper, candidates: 8, rollouts: 16 }, seed: 1 };
  const results: SearchResult[] = [];
  for await (const event of search(problems, { policy: instantPolicy, verifier: instantVerifier }, options)) {
    if (event.type === "done") results.push(event.result);
  }
  return results;
}

await grown(1); // compiled before it is measured
const before = usedBytes();
const results = await grown(TREES);
const bytes = usedBytes() - before;
const size = ({ children }: Node): number => 1 + children.reduce((sum, child) => sum + size(child), 0);
const nodes = results.flatMap(({ trees }) => trees).reduce((sum, { root }) => sum + size(root), 0);
console.log(
  `${TREES} trees of ${(nodes / TREES).toFixed(0)} nodes: ${(bytes / TREES / 1024).toFixed(0)} KiB a tree, ` +
    `${(bytes / nodes).toFixed(0)} bytes a node`,
);
