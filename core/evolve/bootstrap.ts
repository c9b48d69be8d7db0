/**
 * Round 0: the first policy, grown from nothing on demonstrations. It stands where the paper has its bootstrap model.
 *
 * @module
 * @see rStar-Math §3.4, round 1
 */
import { type BootstrapRecipe, flagArguments, type ShardRecipe, type StageRecipe } from "./bootstrap_recipe.ts";
import { PYTHON_MODULES, type PythonModule } from "./jobs/python_modules.ts";
import type { PythonRunner } from "./python_programs.ts";

/** What {@linkcode growFirstPolicy} works with. */
export interface BootstrapOptions {
  /** How. */
  readonly recipe: BootstrapRecipe;
  /** Where its files go: demonstrations, tokenizer, policy in Hugging Face format, `policy.gguf`. */
  readonly folder: string;
  /** Runs the programs, until it is told to end; the same call goes on later. */
  readonly python: PythonRunner;
  /** Is told what goes on, a line at a time. */
  readonly onProgress: (line: string) => void;
}

/** A policy, twice. */
export interface GrownPolicy {
  /** The GGUF file. */
  readonly gguf: string;
  /** The folder in Hugging Face format. */
  readonly checkpoint: string;
}

/**
 * Grows the first policy: problems → demonstrations, each run and graded → tokenizer → supervised fine-tuning in stages → GGUF.
 *
 * Each stage leaves a file that is renamed when it is whole, and is passed over when that is there: an interrupted call goes on
 * where it stopped, the training from its last checkpoint.
 *
 * @throws {RstarError} `python_unavailable`, `job_failed`
 * @throws {DOMException} `AbortError` when the runner is told to end
 */
export async function growFirstPolicy(options: BootstrapOptions): Promise<GrownPolicy> {
  const { recipe, folder, python, onProgress } = options;
  const { problems } = recipe;
  const tokenizer = `${folder}/tokenizer`, gguf = `${folder}/policy.gguf`;
  const run = (program: PythonModule, ...args: string[]): Promise<void> =>
    python.run(program, args, {
      onLine: (line) => onProgress(`${program.module}: ${readable(line)}`),
    });
  let origin = ["--tokenizer", tokenizer];
  let policy = "";
  for (const [index, { shards, detours, borrowed, training }] of recipe.stages.entries()) {
    const drawing = { problems, detours, borrowed, folder: `${folder}/demonstrations`, python, onProgress };
    const data = await demonstrate(shards, drawing);
    if (!await exists(`${tokenizer}/tokenizer.json`)) {
      await run(PYTHON_MODULES.tokenizer, "--data", ...data, "--out", tokenizer, ...flagArguments(recipe.tokenizer));
    }
    policy = `${folder}/policy-${index}`;
    if (!await exists(`${policy}/config.json`)) {
      const args = ["--data", ...data, ...origin, "--out", policy, "--resume", ...flagArguments(training)];
      await run(PYTHON_MODULES.sft, ...args);
    }
    origin = ["--model", policy];
  }
  if (!await exists(gguf)) await run(PYTHON_MODULES.exportGguf, policy, gguf, ...flagArguments(recipe.export));
  return { gguf, checkpoint: policy };
}

/** What {@linkcode demonstrate} works with. */
export interface DemonstrateOptions {
  /** How the problems are drawn. */
  readonly problems: BootstrapRecipe["problems"];
  /** See {@linkcode StageRecipe.detours}. */
  readonly detours: StageRecipe["detours"];
  /** See {@linkcode StageRecipe.borrowed}. */
  readonly borrowed: StageRecipe["borrowed"];
  /** Where the files go. */
  readonly folder: string;
  /** Runs the programs. */
  readonly python: PythonRunner;
  /** Is told what goes on, a line at a time. */
  readonly onProgress: (line: string) => void;
}

/**
 * Makes the files of demonstrations that are missing, one process a processor.
 *
 * @returns their paths, in the order of the shards
 */
export async function demonstrate(shards: readonly ShardRecipe[], options: DemonstrateOptions): Promise<string[]> {
  await Deno.mkdir(options.folder, { recursive: true });
  const paths = shards.map(({ seed }) => `${options.folder}/${seed}.jsonl`);
  const queue = shards.entries();
  const worker = async (): Promise<void> => {
    for (const [index, shard] of queue) {
      if (!await exists(paths[index])) await demonstrateShard(shard, paths[index], options);
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, worker));
  return paths;
}

async function demonstrateShard(shard: ShardRecipe, path: string, options: DemonstrateOptions): Promise<void> {
  const { problems: { numbers, reworded }, detours, borrowed, python, onProgress } = options;
  const flags = flagArguments({ numbers, reworded, ...shard });
  const { output, done } = await python.start(PYTHON_MODULES.generate, flags);
  using file = await Deno.open(`${path}.part`, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  let kept = 0;
  const keep = (line: string): void => {
    for (let bytes = encoder.encode(`${line}\n`); bytes.length > 0;) bytes = bytes.subarray(file.writeSync(bytes));
    if (++kept % 1000 === 0) onProgress(`demonstrations ${shard.seed}: ${kept} of ${shard.count}`);
  };
  await Promise.all([
    done,
    python.run(PYTHON_MODULES.demonstrations, flagArguments({ detours, borrowed }), {
      input: output,
      onLine: keep,
    }),
  ]);
  await Deno.rename(`${path}.part`, path);
}

/** A JSON line of progress as `event field=value …`. */
function readable(line: string): string {
  try {
    const { event, ...fields } = JSON.parse(line);
    return [event, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join(" ");
  } catch {
    return line;
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
