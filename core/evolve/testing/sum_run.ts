/**
 * Whole runs of self-evolution for tests: sums as problems, a fake of the Python programs, and a recipe for both.
 *
 * @module
 */
import { SqliteStore } from "@rstar/store";
import { evolve, type EvolveOptions } from "../evolve.ts";
import type { EvolveEvent } from "../round/evolve_event.ts";
import type { RoundModels, SearchSession } from "../round/round_options.ts";
import { parseRecipe } from "../recipe/recipe.ts";
import type { RoundManifest } from "../round_records.ts";
import { RunFolder } from "../run/run_folder.ts";
import { FakePython, type PythonCall } from "./python_fake.ts";
import { SUM_PPM, SUM_VERIFIER, SumPolicy, type SumPolicyOptions } from "./sums.ts";

/** Three rounds over sums that are always, sometimes and never solved; the third is guided by a PPM. */
export const SUM_RECIPE = `
seed = 3

[[problems]]
name = "sure"
count = 3
flags = { digits = 2 }

[[problems]]
name = "mixed"
count = 5
flags = { digits = 3 }

[[problems]]
name = "never"
count = 2
flags = { digits = 4 }

[model]
engine = { contextTokens = 512 }

[search]
candidates = 3
answerCandidates = 1
rollouts = 4
terminals = "exclude"

[[rounds]]
guide = "terminals"
passes = [{ problems = "all" }]

[[rounds]]
guide = "terminals"
passes = [{ problems = "all" }, { problems = "unsolved", search = { rollouts = 6 } }]

[[rounds]]
guide = "ppm"
passes = [{ problems = "all" }]

[policy]
copies = 2
demonstrations = [{ seed = 41, count = 3, min_definitions = 0, max_definitions = 2 }]
training = { minutes = 1 }
export = { type = "q8_0" }

[ppm]
training = { minutes = 2 }
export = { type = "f16" }
`;

/** A search session on the fakes, with a PPM where `ppm` is set. */
export function sumSession({ ppm }: Pick<RoundModels, "ppm">, options: SumPolicyOptions = {}): SearchSession {
  return {
    ports: { policy: new SumPolicy(options), verifier: SUM_VERIFIER, ...(ppm && { ppm: SUM_PPM }) },
    grade: (prediction, truth) => Promise.resolve(prediction === truth),
    concurrency: 4,
    async [Symbol.asyncDispose]() {},
  };
}

/** How {@linkcode SumRun.evolve} differs from an uninterrupted evolution from {@linkcode SumRun.base}. */
export interface SumAttempt
  extends
    Partial<Pick<EvolveOptions, "rounds" | "problems" | "limit" | "base" | "bootstrap" | "openStore">>,
    SumPolicyOptions {
  /** The recipe's text. Default {@linkcode SUM_RECIPE}. */
  readonly recipe?: string;
  /** Aborts as soon as this holds for an event, or for a program about to run. Default: never. */
  readonly until?: (what: EvolveEvent | PythonCall) => boolean;
}

/** A run in a temporary folder, with a record of what its evolutions did. Dispose it to remove the folder. */
export class SumRun implements AsyncDisposable {
  /** The temporary folder, which holds run and base. */
  readonly folder: string;
  /** The run in it. */
  readonly run: RunFolder;
  /** Calls of programs, over all evolutions. */
  readonly calls: PythonCall[] = [];
  /** Models opened for searches, over all evolutions. */
  readonly opened: RoundModels[] = [];
  /** Progress, over all evolutions. */
  readonly events: EvolveEvent[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.run = new RunFolder(`${folder}/runs/sums`);
  }

  /** Makes the folder, with a fake checkpoint in it. */
  static async create(): Promise<SumRun> {
    const made = new SumRun(await Deno.realPath(await Deno.makeTempDir()));
    await Deno.mkdir(made.base);
    await Deno.writeTextFile(`${made.base}/config.json`, "base");
    return made;
  }

  /** Path of the checkpoint that rounds start from. */
  get base(): string {
    return `${this.folder}/base`;
  }

  /** Starts the run, or resumes it. */
  async evolve({ recipe = SUM_RECIPE, until = () => false, ...options }: SumAttempt = {}): Promise<RoundManifest[]> {
    const abort = new AbortController();
    const { signal } = abort;
    const follow = (what: EvolveEvent | PythonCall): void => {
      if (until(what)) abort.abort();
    };
    return await evolve({
      run: this.run,
      recipe: parseRecipe(recipe, "recipe.toml"),
      rounds: [1],
      base: this.base,
      openStore: (path) => new SqliteStore(path),
      ...options,
      open: (models) => {
        this.opened.push(models);
        return Promise.resolve(sumSession(models, options));
      },
      python: new FakePython({
        signal,
        onCall: (call) => {
          this.calls.push(call);
          follow(call);
        },
      }),
      onEvent: (event) => {
        this.events.push(event);
        follow(event);
      },
      signal,
    });
  }

  /** Number of calls of a program. */
  count(module: string): number {
    return this.calls.filter((call) => call.module === module).length;
  }

  /** The text of a file of the run. */
  async read(path: string): Promise<string> {
    return await Deno.readTextFile(`${this.run.path}/${path}`);
  }

  /** Removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
