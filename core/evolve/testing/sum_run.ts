/**
 * What rounds of self-evolution run on in tests: sums, programs that train nothing, and a recipe for both.
 *
 * @module
 */
import { SqliteStore } from "@rstar/store";
import { evolve, type EvolveOptions } from "../evolve.ts";
import type { EvolveEvent } from "../round/evolve_event.ts";
import type { RoundModels, SearchSession } from "../round/evolve_round.ts";
import { parseRecipe } from "../recipe/recipe.ts";
import type { RoundManifest } from "../round_records.ts";
import { RunFolder } from "../run/run_folder.ts";
import { FakePython, type PythonCall } from "./python_fake.ts";
import { SUM_PPM, SUM_VERIFIER, SumPolicy, type SumPolicyOptions } from "./sums.ts";

export * from "./python_fake.ts";
export * from "./sums.ts";

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

/** A session on the fakes, with a PPM where it is asked for. */
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
  extends Partial<Pick<EvolveOptions, "rounds" | "problems" | "limit" | "base" | "bootstrap">>, SumPolicyOptions {
  /** The recipe's text. Default {@linkcode SUM_RECIPE}. */
  readonly recipe?: string;
  /** Ends it as soon as this is true of an event, or of a program that is about to run. Default: never. */
  readonly until?: (what: EvolveEvent | PythonCall) => boolean;
}

/** A run in a folder of its own, and what its evolutions did. Dispose it: the folder goes. */
export class SumRun implements AsyncDisposable {
  /** The folder. */
  readonly folder: string;
  /** Its run. */
  readonly run: RunFolder;
  /** Programs that were run, over all evolutions. */
  readonly calls: PythonCall[] = [];
  /** Models that were opened, over all evolutions. */
  readonly opened: RoundModels[] = [];
  /** Events, over all evolutions. */
  readonly events: EvolveEvent[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.run = new RunFolder(`${folder}/runs/sums`);
  }

  /** Makes the folder, with a checkpoint to start from. */
  static async create(): Promise<SumRun> {
    const made = new SumRun(await Deno.realPath(await Deno.makeTempDir()));
    await Deno.mkdir(made.base);
    await Deno.writeTextFile(`${made.base}/config.json`, "base");
    return made;
  }

  /** The checkpoint to start from. */
  get base(): string {
    return `${this.folder}/base`;
  }

  /** Begins the run, or goes on with it. */
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
      ...options,
      openStore: (path) => new SqliteStore(path),
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

  /** How often a program was run. */
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
