/**
 * A fake of the Python programs for the tests of rounds: nothing is trained, but the same lines are printed and the same files are
 * made from the same arguments, so tests can check how each was called.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { RstarError } from "../../errors.ts";
import type { PythonRunner } from "../jobs/python_runner.ts";
import { pause, sums } from "./sums.ts";
import { PYTHON_MODULES } from "../jobs/python_modules.ts";

/** One call of a program. */
export interface PythonCall {
  /** Dotted name, such as `training.sft`. */
  readonly module: string;
  /** Command-line arguments. */
  readonly args: readonly string[];
}

/** Options of {@linkcode FakePython}. */
export interface FakePythonOptions {
  /** Stops the running program. */
  readonly signal: AbortSignal;
  /** Wall time of a training step, ms. Default 0. */
  readonly stepMs?: number;
  /** Receives each call before it runs; what it throws is thrown by the call. */
  readonly onCall?: (call: PythonCall) => void;
}

/** Steps of each training. */
const STEPS = 6;
const TOKENS_A_STEP = 100;
/** A training keeps a checkpoint each so many steps. */
const SAVE_STEPS = 2;

/** {@linkcode PythonRunner} without Python. Equal arguments and inputs make equal files. */
export class FakePython implements PythonRunner {
  /** All calls, in order. */
  readonly calls: PythonCall[] = [];
  readonly #options: FakePythonOptions;

  /** Runs nothing by itself. */
  constructor(options: FakePythonOptions) {
    this.#options = options;
  }

  /** See {@linkcode PythonRunner.run}. */
  async run(
    ...[{ module, args }, { onLine = () => {}, input } = {}]: Parameters<PythonRunner["run"]>
  ): Promise<void> {
    this.#call(module, args);
    const say = (event: string, fields: Record<string, unknown>): void => onLine(JSON.stringify({ event, ...fields }));
    switch (module) {
      case PYTHON_MODULES.generate.module:
        return problemLines(args).forEach(onLine);
      case PYTHON_MODULES.demonstrations.module:
        return (await new Response(input).text()).trim().split("\n").forEach(onLine);
      case PYTHON_MODULES.tokenizer.module:
        return await write(`${value(args, "--out")}/tokenizer.json`, await digest(values(args, "--data")));
      case PYTHON_MODULES.sft.module:
      case PYTHON_MODULES.ppm.module:
        return await this.#train(module, args, say);
      case PYTHON_MODULES.exportGguf.module:
        return await write(args[1], `GGUF of ${await Deno.readTextFile(`${args[0]}/config.json`)}`);
      case PYTHON_MODULES.fromGguf.module:
        return await write(`${args[1]}/config.json`, `checkpoint of ${await Deno.readTextFile(args[0])}`);
      default:
        throw new RstarError("job_failed", `Cannot finish python -m ${module}: no such module`);
    }
  }

  /** See {@linkcode PythonRunner.start}. */
  start(...[{ module, args }]: Parameters<PythonRunner["start"]>): ReturnType<PythonRunner["start"]> {
    this.#call(module, args);
    const text = problemLines(args).map((line) => `${line}\n`).join("");
    return Promise.resolve({ output: new Blob([text]).stream(), done: Promise.resolve() });
  }

  #call(module: string, args: readonly string[]): void {
    this.#options.signal.throwIfAborted();
    this.calls.push({ module, args });
    this.#options.onCall?.({ module, args });
    this.#options.signal.throwIfAborted();
  }

  /** Resumes from its last checkpoint with `--resume`. */
  async #train(
    module: string,
    args: readonly string[],
    say: (event: string, fields: Record<string, unknown>) => void,
  ): Promise<void> {
    const { signal, stepMs = 0 } = this.#options;
    const out = value(args, "--out"), checkpoint = `${out}/checkpoint`;
    const data = await digest(values(args, "--data"));
    const from = args.includes("--model") ? await digest([`${value(args, "--model")}/config.json`]) : "nothing";
    say("data", { examples: (await Promise.all(values(args, "--data").map(lineCount))).reduce((a, b) => a + b, 0) });
    const saved = args.includes("--resume") ? await Deno.readTextFile(checkpoint).catch(() => null) : null;
    let step = Number(saved ?? 0);
    if (saved !== null) say("resume", { tokens: step * TOKENS_A_STEP });
    while (step++ < STEPS) {
      await pause(stepMs, signal);
      say("progress", { step, tokens: step * TOKENS_A_STEP, loss: 1 / step, tokensPerSecond: 100, etaSeconds: 1 });
      if (step % SAVE_STEPS === 0) await write(checkpoint, String(step));
      signal.throwIfAborted();
    }
    say("evaluation", { step: STEPS, tokens: STEPS * TOKENS_A_STEP, loss: 0.5 });
    await write(`${out}/config.json`, JSON.stringify({ module, data, from }));
    say("done", { tokens: STEPS * TOKENS_A_STEP, seconds: 2 });
  }
}

/** The output of `problems.generate`: sums of `--digits` digits, from number `--seed` on. */
function problemLines(args: readonly string[]): string[] {
  const number = (flag: string): number => Number(values(args, flag)[0] ?? 0);
  return sums(number("--count"), { digits: number("--digits") || 2, first: number("--seed") })
    .map((problem) => JSON.stringify(problem));
}

/** The words after a flag, up to the next flag. */
function values(args: readonly string[], flag: string): string[] {
  if (!args.includes(flag)) return [];
  const behind = args.slice(args.indexOf(flag) + 1);
  const end = behind.findIndex((word) => word.startsWith("--"));
  return behind.slice(0, end < 0 ? behind.length : end);
}

function value(args: readonly string[], flag: string): string {
  const [only] = values(args, flag);
  if (only === undefined) throw new RstarError("job_failed", `Cannot run as ${flag} is missing: ${args.join(" ")}`);
  return only;
}

async function digest(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(await Deno.readFile(path));
  return hash.digest("hex");
}

async function lineCount(path: string): Promise<number> {
  return (await Deno.readTextFile(path)).split("\n").length - 1;
}

/** Writes a file that appears whole, and its folder. */
async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(path.replace(/\/[^/]*$/, ""), { recursive: true });
  await Deno.writeTextFile(`${path}.part`, text);
  await Deno.rename(`${path}.part`, path);
}
