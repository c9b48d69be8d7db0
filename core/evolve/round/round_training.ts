/**
 * The trainings of a round: its policy from the base, its PPM from its policy.
 *
 * @see rStar-Math §3.4: every round trains the policy anew from the base model
 * @module
 */
import { demonstrate } from "../bootstrap/bootstrap.ts";
import type { Flags } from "../recipe/flags.ts";
import type { PythonRunner } from "../jobs/python_runner.ts";
import { readIfThere } from "@rstar/system";
import type { EvolutionRecipe } from "../recipe/recipe.ts";
import type { TrainingRecord } from "../round_records.ts";
import { type TrainingEvent, trainingEvent, trainingRecord } from "../jobs/training_log.ts";
import { PYTHON_MODULES } from "../jobs/python_modules.ts";

/** Options of {@linkcode trainPolicy} and {@linkcode trainPpm}. */
export interface RoundTrainingOptions {
  /** How the models are trained and exported. */
  readonly recipe: EvolutionRecipe;
  /** The round, from 1. */
  readonly round: number;
  /** The round's folder, with `sft.jsonl` and `pairs.jsonl`. */
  readonly folder: string;
  /** Runs the training programs. */
  readonly python: PythonRunner;
  /** Receives what the training program reports. */
  readonly onEvent: (event: TrainingEvent) => void;
  /** Receives other progress, a line at a time. */
  readonly onProgress: (line: string) => void;
}

/** Added to the seeds of demonstrations for each round, so that none draws another's. */
const SEEDS_A_ROUND = 1000;

/**
 * Trains `policy/` on the round's SFT data, mixed with fresh demonstrations where the recipe says so, and exports `policy.gguf`.
 *
 * @param base the checkpoint that training starts from
 * @returns what the training program reported
 * @throws {RstarError} `python_unavailable`, `job_failed`
 */
export async function trainPolicy(base: string, options: RoundTrainingOptions): Promise<TrainingRecord> {
  const { recipe: { policy, bootstrap }, round, folder, python, onProgress } = options;
  const shards = policy.demonstrations.map((shard) => ({ ...shard, seed: shard.seed + SEEDS_A_ROUND * round }));
  const problems = bootstrap?.problems ?? { numbers: "hard" as const, reworded: 0 };
  const { detours, borrowed } = policy;
  const drawing = { problems, detours, borrowed, folder: `${folder}/demonstrations`, python, onProgress };
  const demonstrations = await demonstrate(shards, drawing);
  const found = new Array<string>(policy.copies).fill(`${folder}/sft.jsonl`);
  // The program holds out the end of the data: demonstrations, each of which occurs once.
  const data = { data: [...found, ...demonstrations], keep_repeats: true };
  return await train("policy", { ...options, command: PYTHON_MODULES.sft, data, from: base, flags: policy });
}

/**
 * Trains `ppm/` on the round's preference pairs, starting from the round's policy, and exports `ppm.gguf`.
 *
 * @returns what the training program reported
 * @throws {RstarError} `python_unavailable`, `job_failed`
 * @see rStar-Math §3.3, Eq. 4
 */
export async function trainPpm(options: RoundTrainingOptions): Promise<TrainingRecord> {
  const { recipe: { ppm: flags }, folder } = options;
  const data = { data: [`${folder}/pairs.jsonl`] };
  return await train("ppm", { ...options, command: PYTHON_MODULES.ppm, data, from: `${folder}/policy`, flags });
}

/** Trains and exports one model. The program's report is appended to `<model>.events.jsonl`, over interruptions too. */
async function train(
  name: "policy" | "ppm",
  { folder, python, onEvent, command, data, from, flags }: RoundTrainingOptions & {
    readonly command: typeof PYTHON_MODULES.sft | typeof PYTHON_MODULES.ppm;
    readonly data: { readonly data: readonly string[]; readonly keep_repeats?: boolean };
    readonly from: string;
    readonly flags: { readonly training: Flags; readonly export: Flags };
  },
): Promise<TrainingRecord> {
  const out = `${folder}/${name}`, log = `${folder}/${name}.events.jsonl`;
  const isDone = linesOf(await readIfThere(log)).some((line) => trainingEvent(line)?.event === "done");
  if (!isDone) {
    await python.run(command({ ...data, model: from, out, resume: true, ...flags.training }), {
      onLine: (line) => {
        const event = trainingEvent(line);
        if (!event) return;
        Deno.writeTextFileSync(log, `${line}\n`, { append: true });
        onEvent(event);
      },
    });
  }
  await python.run(PYTHON_MODULES.exportGguf(flags.export, [out, `${out}.gguf`]));
  await Deno.remove(`${out}/checkpoints`, { recursive: true }).catch(() => {}); // a short training leaves none
  return trainingRecord(linesOf(await readIfThere(log)));
}

function linesOf(text: string | null): string[] {
  return (text ?? "").split("\n");
}
