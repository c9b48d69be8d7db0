/**
 * Draws the question sets of the mathematics package anew, the benchmarks `mathematics:interpolate`,
 * `mathematics:extrapolate` and `mathematics:deep`: questions of at most 160 characters, and chains of three to five
 * definitions.
 *
 * ```sh
 * deno run -A bench/problems/draw_mathematics.ts
 * ```
 *
 * @module
 */
import { writeJsonLines } from "@rstar/core/evolve";
import { type QuestionSet, questionSetFile } from "@rstar/mathematics";
import { progress } from "../harness/bench_program.ts";
import { benchPython } from "../harness/bench_processes.ts";
import { type DatasetProblem, drawProblems } from "./held_out.ts";

const SEED = 2_000_001;
const SPLIT = { seed: SEED, max_characters: 160, as_drawn: true };

const python = benchPython();
const deep: DatasetProblem[] = [];
for (const definitions of [3, 4, 5]) {
  const flags = { seed: SEED + definitions, min_definitions: definitions, max_definitions: definitions };
  deep.push(...await drawProblems(python, { ...flags, numbers: "hard", count: 50 }));
}
await write("interpolate", await drawProblems(python, { ...SPLIT, split: "interpolate", per_module: 5 }));
await write("extrapolate", await drawProblems(python, { ...SPLIT, split: "extrapolate", per_module: 12 }));
await write("deep", deep);

async function write(name: QuestionSet, problems: readonly DatasetProblem[]): Promise<void> {
  const rows = problems.map(({ module, definitions, ...problem }) => ({
    ...problem,
    level: `${definitions} definition${definitions === 1 ? "" : "s"}`,
    subject: module.split("__")[0],
  }));
  await writeJsonLines(questionSetFile(name), rows);
  progress(`${name}: ${rows.length} problems`);
}
