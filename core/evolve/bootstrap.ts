/**
 * Round 0: the first policy, grown from nothing on demonstrations. It stands where the paper has its bootstrap model.
 *
 * @module
 * @see rStar-Math §3.4, round 1
 */
import { pythonEnvironment } from "../verifier/environment.ts";
import { type BootstrapRecipe, flagArguments, type ShardRecipe } from "./bootstrap_recipe.ts";
import { type PythonJob, runPythonJob, startPythonJob } from "./python_job.ts";

/** What {@linkcode growFirstPolicy} works with. */
export interface BootstrapOptions {
  /** How. */
  readonly recipe: BootstrapRecipe;
  /** Where its files go: demonstrations, tokenizer, policy in Hugging Face format, `policy.gguf`. */
  readonly folder: string;
  /** Folder of the Python packages and their requirements. */
  readonly pythonRoot: string;
  /** Is told what goes on, a line at a time. */
  readonly onProgress: (line: string) => void;
  /** Ends it; the same call goes on later. */
  readonly signal: AbortSignal;
}

/**
 * Grows the first policy: problems → demonstrations, each run and graded → tokenizer → supervised fine-tuning in stages → GGUF.
 *
 * Each stage leaves a file that is renamed when it is whole, and is passed over when that is there: an interrupted call goes on
 * where it stopped, the training from its last checkpoint.
 *
 * @returns path of the GGUF file
 * @throws {RstarError} `python_unavailable`, `job_failed`
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function growFirstPolicy(options: BootstrapOptions): Promise<string> {
  const { recipe, folder } = options;
  await Deno.mkdir(`${folder}/demonstrations`, { recursive: true });
  const tokenizer = `${folder}/tokenizer`, gguf = `${folder}/policy.gguf`;
  const run = (module: string, ...args: string[]): Promise<void> => trainingJob(options, `training.${module}`, args);
  let origin = ["--tokenizer", tokenizer];
  let policy = "";
  for (const [index, { shards, training }] of recipe.stages.entries()) {
    const data = await demonstrate(shards, options);
    if (!await exists(`${tokenizer}/tokenizer.json`)) {
      await run("tokenizer", "--data", ...data, "--out", tokenizer, ...flagArguments(recipe.tokenizer));
    }
    policy = `${folder}/policy-${index}`;
    if (!await exists(`${policy}/config.json`)) {
      await run("sft", "--data", ...data, ...origin, "--out", policy, "--resume", ...flagArguments(training));
    }
    origin = ["--model", policy];
  }
  await run("export_gguf", policy, gguf, ...flagArguments(recipe.export));
  return gguf;
}

/** The files of demonstrations; those missing are made, one process a processor. */
async function demonstrate(shards: readonly ShardRecipe[], options: BootstrapOptions): Promise<string[]> {
  const paths = shards.map(({ seed }) => `${options.folder}/demonstrations/${seed}.jsonl`);
  const queue = shards.entries();
  const worker = async (): Promise<void> => {
    for (const [index, shard] of queue) {
      if (!await exists(paths[index])) await demonstrateShard(shard, paths[index], options);
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, worker));
  return paths;
}

async function demonstrateShard(shard: ShardRecipe, path: string, options: BootstrapOptions): Promise<void> {
  const { recipe: { problems }, pythonRoot: root, onProgress, signal } = options;
  const environment = (name: string, hashes: boolean) =>
    pythonEnvironment({ name, hashes, requirements: `${root}/${name}/requirements.txt`, onProgress, signal });
  const generator: PythonJob = {
    python: await environment("problems", false),
    root,
    module: "problems.generate",
    args: flagArguments({ ...shard, numbers: problems.numbers, reworded: problems.reworded }),
  };
  const demonstrator: PythonJob = {
    python: await environment("verifier", true),
    root,
    module: "problems.demonstrations",
    args: [],
  };
  const { output, done } = startPythonJob(generator, { signal });
  using file = await Deno.open(`${path}.part`, { write: true, create: true, truncate: true });
  const encoder = new TextEncoder();
  let kept = 0;
  const keep = (line: string): void => {
    for (let bytes = encoder.encode(`${line}\n`); bytes.length > 0;) bytes = bytes.subarray(file.writeSync(bytes));
    if (++kept % 1000 === 0) onProgress(`demonstrations ${shard.seed}: ${kept} of ${shard.count}`);
  };
  await Promise.all([done, runPythonJob(demonstrator, { input: output, onLine: keep, signal })]);
  await Deno.rename(`${path}.part`, path);
}

async function trainingJob(options: BootstrapOptions, module: string, args: readonly string[]): Promise<void> {
  const { pythonRoot: root, onProgress, signal } = options;
  const requirements = `${root}/training/requirements.txt`;
  const python = await pythonEnvironment({ name: "training", hashes: false, requirements, onProgress, signal });
  const onLine = (line: string): void => onProgress(`${module}: ${readable(line)}`);
  await runPythonJob({ python, root, module, args }, { onLine, signal });
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
