/**
 * Memory of finished trees: what the process holds more with 256 of them than without, by tree and by node.
 *
 * ```sh
 * deno run -A --v8-flags=--expose-gc bench/tree_memory.ts
 * ```
 *
 * @module
 */
import { type Node, PRESETS, search, type SearchResult } from "@rstar/core";
import { instantPolicy, instantVerifier } from "./instant_ports.ts";
import { sampleQuestion } from "./sample_question.ts";

const TREES = 256;

/** Bytes that are in use once nothing is left to collect. */
function usedBytes(): number {
  const { gc } = globalThis as unknown as { gc?: () => void };
  if (!gc) throw new Error("Cannot collect garbage: run it with --v8-flags=--expose-gc");
  for (let i = 0; i < 3; i++) gc();
  return Deno.memoryUsage().heapUsed;
}

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
