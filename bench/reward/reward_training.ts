/**
 * Trains reward models other than the PPM, from the same trees, the same policy and as many tokens: ORM and PQM.
 *
 * @module
 * @see rStar-Math §4.3 (Table 8)
 */
import { fileURLToPath } from "node:url";
import { type EvolutionRecipe, RstarError } from "@rstar/core";
import {
  type Flags,
  type GrownProblem,
  type LuckTest,
  type PreferencePair,
  PYTHON_MODULES,
  pythonCommand,
  type PythonRunner,
  trainingEvent,
  type TrainingRecord,
  trainingRecord,
  writeJsonLines,
} from "@rstar/core/evolve";
import { exists, readIfThere } from "@rstar/system";
import { outcomePairs, type StepValue, stepValues } from "./ablation_data.ts";
import { Reservoir } from "./reservoir.ts";

/** A reward model of the ablation. */
export type RewardModelName = "orm" | "pqm";

/** The PQM's program, which only this ablation has. */
const PQM = pythonCommand({
  module: "pqm.train",
  environment: "training",
  launched: true,
  folder: fileURLToPath(new URL(".", import.meta.url)),
}, PYTHON_MODULES.ppm.flags);

/** The program that trains each, and the file of its data. */
const PROGRAMS = {
  orm: { command: PYTHON_MODULES.ppm, data: "orm.jsonl" },
  pqm: { command: PQM, data: "pqm.jsonl" },
} as const satisfies Record<RewardModelName, unknown>;

/** Flags that the token budget replaces. */
const OTHER_BUDGETS: readonly string[] = ["minutes", "epochs", "token_budget"];
/** Flags of training on pairs, which training on values does not have. */
const PAIR_FLAGS: readonly string[] = ["loss_on"];
/** More passes over the data than any token budget lasts for, so that the budget decides. */
const EPOCHS = 10_000;

/**
 * Writes the data of both: `orm.jsonl`, pairs of whole solutions by their outcome, and `pqm.jsonl`, steps with their Q.
 *
 * @param grown the problems with their trees; read once
 * @param options `values`: steps at most, drawn uniformly with `seed`; `isLucky`: as for the PPM's pairs
 * @returns how many pairs and values were written, and how many values there were
 * @throws {RstarError} `job_failed`: the trees contain no pair, or no step
 */
export async function drawRewardData(
  folder: string,
  grown: Iterable<GrownProblem>,
  { isLucky, values: count, seed }: {
    readonly isLucky?: LuckTest;
    readonly values: number;
    readonly seed: number;
  },
): Promise<{ readonly pairs: number; readonly values: number; readonly allValues: number }> {
  const pairs: PreferencePair[] = [];
  const values = new Reservoir<StepValue>({ count, seed });
  for (const problem of grown) {
    pairs.push(...outcomePairs(problem, { isLucky }));
    for (const value of stepValues(problem)) values.add(value);
  }
  if (pairs.length === 0 || values.seen === 0) {
    const what = pairs.length === 0 ? "pair of a right and a wrong solution" : "step";
    throw new RstarError("job_failed", `Cannot train another reward model as the trees hold no ${what}`);
  }
  await Deno.mkdir(folder, { recursive: true });
  await writeJsonLines(`${folder}/${PROGRAMS.orm.data}`, pairs);
  await writeJsonLines(`${folder}/${PROGRAMS.pqm.data}`, values.kept);
  return { pairs: pairs.length, values: values.kept.length, allValues: values.seen };
}

/** How {@linkcode trainRewardModel} trains. */
export interface RewardTrainingOptions {
  /** Has the data, and is where the model is written. */
  readonly folder: string;
  /** Flags of the PPM's training and export. */
  readonly recipe: EvolutionRecipe["ppm"];
  /** The checkpoint that the training starts from: that of the policy. */
  readonly checkpoint: string;
  /** Tokens to train on: as many as the PPM. */
  readonly tokens: number;
  /** Runs the programs. */
  readonly python: Pick<PythonRunner, "run">;
  /** Gets a line of progress. */
  readonly onProgress: (line: string) => void;
}

/**
 * Trains a reward model and exports it. Finished stages are skipped, an interrupted training resumes.
 *
 * @returns the path of the GGUF file, and the training's record
 * @throws {RstarError} `python_unavailable`; `job_failed`: training or export failed
 */
export async function trainRewardModel(
  name: RewardModelName,
  { folder, recipe, checkpoint, tokens, python, onProgress }: RewardTrainingOptions,
): Promise<{ readonly gguf: string; readonly record: TrainingRecord }> {
  const { command, data } = PROGRAMS[name];
  const out = `${folder}/${name}`, log = `${out}.events.jsonl`, gguf = `${out}.gguf`;
  const lines = async (): Promise<string[]> => (await readIfThere(log) ?? "").split("\n");
  if (!(await lines()).some((line) => trainingEvent(line)?.event === "done")) {
    const flags = trainingFlags(name, recipe.training, tokens);
    await python.run(command({ data: `${folder}/${data}`, model: checkpoint, out, resume: true, ...flags }), {
      onLine: (line) => {
        if (trainingEvent(line) === null) return;
        Deno.writeTextFileSync(log, `${line}\n`, { append: true });
        onProgress(`${name}: ${line}`);
      },
    });
  }
  if (!await exists(gguf)) {
    await python.run(PYTHON_MODULES.exportGguf(recipe.export, [out, gguf]));
  }
  return { gguf, record: trainingRecord(await lines()) };
}

/** The PPM's flags with a budget of tokens in place of its own budget. */
function trainingFlags(name: RewardModelName, flags: Flags, tokens: number): Flags {
  const left = [...OTHER_BUDGETS, ...(name === "pqm" ? PAIR_FLAGS : [])];
  const kept = Object.entries(flags).filter(([flag]) => !left.includes(flag));
  return { ...Object.fromEntries(kept), token_budget: tokens, epochs: EPOCHS };
}
