/**
 * Verified steps a second at depth 8, against running each program from its first line in one process, as the paper's
 * released code does: in turn, in one run. Prefixes of seven steps have been run before, as in a search; the candidates for
 * the eighth step are timed.
 *
 * ```sh
 * deno run -A bench/compare/steps.ts
 * ```
 *
 * @module
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PythonVerifier } from "@rstar/core";
import { markdownTable } from "@rstar/eval/text-report";
import { verifierPython } from "../harness/bench_processes.ts";
import { median } from "../harness/median.ts";

const DEPTH = 8;
const PROBLEMS = 8;
const CANDIDATES = 8;
const ROUNDS = 3;

/** The source of a step of each kind: `k` is the number of the step, and each `n` gives another program. */
const KINDS: Readonly<Record<string, (n: number, k: number) => string>> = {
  "computes for about 25 ms": (n, k) => `v${k} = sum(i * i % ${n + 2} for i in range(300_000))\nprint(v${k})`,
  "SymPy": (n, k) => `from sympy import *\nx = symbols('x')\nv${k} = solve(x**2 - ${n + k}*x + ${n}, x)\nprint(v${k})`,
  "arithmetic": (n, k) => `v${k} = ${n} * ${k} + 3\nprint(v${k})`,
};

type Run = (steps: readonly string[]) => Promise<string>;

/** Milliseconds a step at the last depth. */
async function stepCost(run: Run, step: (n: number, k: number) => string, round: number): Promise<number> {
  const trees = Array.from({ length: PROBLEMS }, (_, problem) => {
    const n = 1000 * (round * PROBLEMS + problem);
    const prefix = Array.from({ length: DEPTH - 1 }, (_, k) => step(n, k));
    return { prefix, candidates: Array.from({ length: CANDIDATES }, (_, index) => step(n + index, DEPTH - 1)) };
  });
  // The steps that a search has run by then.
  await Promise.all(trees.map(async ({ prefix }) => {
    for (let depth = 1; depth <= prefix.length; depth++) await run(prefix.slice(0, depth));
  }));
  const started = performance.now();
  const outputs = trees.flatMap(({ prefix, candidates }) => candidates.map((candidate) => run([...prefix, candidate])));
  for (const output of await Promise.all(outputs)) assert.match(output, /\d/);
  return (performance.now() - started) / (PROBLEMS * CANDIDATES);
}

const python = await verifierPython();
await using verifier = await PythonVerifier.start({ python, cacheEntries: 0 });
const official = spawn(python, [fileURLToPath(new URL("official_exec.py", import.meta.url))], {
  stdio: ["pipe", "pipe", "inherit"],
});
const waiting: ((reply: string) => void)[] = [];
createInterface({ input: official.stdout }).on("line", (line) => waiting.shift()!(JSON.parse(line)));
let last: Promise<unknown> = Promise.resolve();
const runs: Readonly<Record<"ours" | "ours, one at a time" | "official", Run>> = {
  ours: async (steps) => (await verifier.run(steps)).output,
  "ours, one at a time": (steps) => {
    const run = last.then(() => runs.ours(steps));
    last = run;
    return run;
  },
  official: (steps) => {
    const reply = new Promise<string>((resolve) => waiting.push(resolve));
    official.stdin.write(`${JSON.stringify(steps)}\n`);
    return reply;
  },
};
const names = Object.keys(runs) as (keyof typeof runs)[];
const rows = [];
for (const [kind, step] of Object.entries(KINDS)) {
  const rounds: Record<string, number>[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const costs: Record<string, number> = {};
    for (let index = 0; index < names.length; index++) {
      const name = names[(index + round) % names.length];
      costs[name] = await stepCost(runs[name], step, round);
    }
    if (round > 0) rounds.push(costs); // the first warms up
  }
  const ratio = (name: string): string => {
    const all = rounds.map((costs) => costs.official / costs[name]);
    return `${median(all).toFixed(2)} (${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)})`;
  };
  const speeds = names.map((name) => (1000 / median(rounds.map((costs) => costs[name]))).toFixed(0));
  rows.push([kind, ...speeds, ratio("ours"), ratio("ours, one at a time")]);
}
official.kill();
const columns = names.map((name) => `${name}: steps/s`);
console.log(markdownTable(["steps", ...columns, "ours, of official", "ours one at a time, of official"], rows));
