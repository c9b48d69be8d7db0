/**
 * Grows the first policy from nothing, on demonstrations, in place of the paper's bootstrap model.
 *
 * @see rStar-Math §3.4, round 1
 * @module
 */
import type { PythonRunner } from "../jobs/python_runner.ts";
import { atOnce, exists } from "@rstar/system";
import { PYTHON_MODULES, type PythonProgram } from "../jobs/python_modules.ts";
import type { BootstrapRecipe, ShardRecipe, StageRecipe } from "../recipe/recipe.ts";

/** Options of {@linkcode growFirstPolicy}. */
export interface BootstrapOptions {
  /** The table `bootstrap` of a recipe. */
  readonly recipe: BootstrapRecipe;
  /** Receives demonstrations, tokenizer, checkpoints in Hugging Face format and `policy.gguf`. */
  readonly folder: string;
  /** Runs the programs; after its signal aborts, the same call resumes later. */
  readonly python: PythonRunner;
  /** Receives progress, a line at a time. */
  readonly onProgress: (line: string) => void;
}

/** A policy in two formats. */
export interface GrownPolicy {
  /** Path of the GGUF file. */
  readonly gguf: string;
  /** Path of the folder in Hugging Face format. */
  readonly checkpoint: string;
}

/**
 * Grows the first policy: problems → demonstrations, each run and graded → tokenizer → supervised fine-tuning in stages → GGUF.
 *
 * Each part leaves a file that is renamed when it is whole, and is skipped where that exists: after an interruption the next call
 * resumes, the training from its last checkpoint.
 *
 * @throws {RstarError} `python_unavailable`, `job_failed`
 * @throws {DOMException} `AbortError` when the runner's signal aborts
 */
export async function growFirstPolicy(options: BootstrapOptions): Promise<GrownPolicy> {
  const { recipe, folder, python, onProgress } = options;
  const { problems } = recipe;
  const tokenizer = `${folder}/tokenizer`, gguf = `${folder}/policy.gguf`;
  const run = (program: PythonProgram): Promise<void> =>
    python.run(program, {
      onLine: (line) => onProgress(`${program.module}: ${readable(line)}`),
    });
  let origin: { readonly tokenizer: string } | { readonly model: string } = { tokenizer };
  let policy = "";
  for (const [index, { shards, detours, borrowed, training }] of recipe.stages.entries()) {
    const drawing = { problems, detours, borrowed, folder: `${folder}/demonstrations`, python, onProgress };
    const data = await demonstrate(shards, drawing);
    if (!await exists(`${tokenizer}/tokenizer.json`)) {
      await run(PYTHON_MODULES.tokenizer({ data, out: tokenizer, ...recipe.tokenizer }));
    }
    policy = `${folder}/policy-${index}`;
    if (!await exists(`${policy}/config.json`)) {
      await run(PYTHON_MODULES.sft({ data, ...origin, out: policy, resume: true, ...training }));
    }
    origin = { model: policy };
  }
  if (!await exists(gguf)) await run(PYTHON_MODULES.exportGguf(recipe.export, [policy, gguf]));
  return { gguf, checkpoint: policy };
}

/** Options of {@linkcode demonstrate}. */
export interface DemonstrateOptions {
  /** How the problems are drawn. */
  readonly problems: BootstrapRecipe["problems"];
  /** See {@linkcode StageRecipe.detours}. */
  readonly detours: StageRecipe["detours"];
  /** See {@linkcode StageRecipe.borrowed}. */
  readonly borrowed: StageRecipe["borrowed"];
  /** Receives the files, `<seed>.jsonl` a shard. */
  readonly folder: string;
  /** Runs the programs that make and check demonstrations. */
  readonly python: PythonRunner;
  /** Receives progress, a line at a time. */
  readonly onProgress: (line: string) => void;
}

/**
 * Makes the missing files of demonstrations, at most one a processor at the same time.
 *
 * @returns their paths, in the order of the shards
 */
export async function demonstrate(shards: readonly ShardRecipe[], options: DemonstrateOptions): Promise<string[]> {
  await Deno.mkdir(options.folder, { recursive: true });
  const paths = shards.map(({ seed }) => `${options.folder}/${seed}.jsonl`);
  await atOnce(shards.entries(), { limit: navigator.hardwareConcurrency }, async ([index, shard]) => {
    if (!await exists(paths[index])) await demonstrateShard(shard, paths[index], options);
  });
  return paths;
}

async function demonstrateShard(shard: ShardRecipe, path: string, options: DemonstrateOptions): Promise<void> {
  const { problems: { numbers, reworded }, detours, borrowed, python, onProgress } = options;
  const { output, done } = await python.start(PYTHON_MODULES.generate({ numbers, reworded, ...shard }));
  using file = await Deno.open(`${path}.part`, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  let kept = 0;
  const keep = (line: string): void => {
    for (let bytes = encoder.encode(`${line}\n`); bytes.length > 0;) bytes = bytes.subarray(file.writeSync(bytes));
    if (++kept % 1000 === 0) onProgress(`demonstrations ${shard.seed}: ${kept} of ${shard.count}`);
  };
  await Promise.all([
    done,
    python.run(PYTHON_MODULES.demonstrations({ detours, borrowed }), {
      input: output,
      onLine: keep,
    }),
  ]);
  await Deno.rename(`${path}.part`, path);
}

/** A JSON line of progress as `event field=value …`; any other line as it is. */
function readable(line: string): string {
  try {
    const { event, ...fields } = JSON.parse(line);
    return [event, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join(" ");
  } catch {
    return line;
  }
}
