/**
 * Draws the built-in benchmarks `mathematics:interpolate`, `mathematics:extrapolate` and `mathematics:deep`: questions of
 * the Mathematics Dataset of at most 160 characters, and chains of three to five definitions.
 *
 * ```sh
 * deno run -A bench/accuracy/draw_mathematics.ts
 * ```
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { writeJsonLines } from "@rstar/core";
import { tell } from "../measuring/bench_program.ts";
import { benchPython } from "./bench_python.ts";
import { type DatasetProblem, drawProblems } from "./held_out.ts";

const FOLDER = fileURLToPath(new URL("../../eval/mathematics/", import.meta.url));
const SEED = 2_000_001;
const SPLIT = { seed: SEED, max_characters: 160, as_drawn: true };

const python = benchPython(tell);
const deep: DatasetProblem[] = [];
for (const definitions of [3, 4, 5]) {
  const flags = { seed: SEED + definitions, min_definitions: definitions, max_definitions: definitions };
  deep.push(...await drawProblems(python, { ...flags, numbers: "hard", count: 50 }));
}
await Deno.mkdir(FOLDER, { recursive: true });
await write("interpolate", await drawProblems(python, { ...SPLIT, split: "interpolate", per_module: 5 }));
await write("extrapolate", await drawProblems(python, { ...SPLIT, split: "extrapolate", per_module: 12 }));
await write("deep", deep);

async function write(name: string, problems: readonly DatasetProblem[]): Promise<void> {
  const rows = problems.map(({ module, definitions, ...problem }) => ({
    ...problem,
    level: `${definitions} definition${definitions === 1 ? "" : "s"}`,
    subject: module.split("__")[0],
  }));
  await writeJsonLines(`${FOLDER}${name}.jsonl`, rows);
  tell(`${name}: ${rows.length} problems`);
}
