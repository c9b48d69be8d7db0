/**
 * One round of self-evolution: search → data → policy → PPM. Each stage leaves a file that appears when it is whole, so the same
 * call resumes a round that was stopped at any moment, `kill -9` included.
 *
 * @see rStar-Math §3.4
 * @module
 */
import { writeWhole } from "@rstar/system";
import { RstarError } from "../../errors.ts";
import type { RoundData, RoundManifest } from "../round_records.ts";
import type { Stage } from "./evolve_event.ts";
import { roundData } from "./round_data.ts";
import { roundManifest, writeModelFile } from "./round_files.ts";
import type { RoundOptions } from "./round_options.ts";
import { roundPlan, searchPlan, unguided } from "./round_plan.ts";
import { grownProblem } from "./round_search.ts";
import { type RoundTrainingOptions, trainPolicy, trainPpm } from "./round_training.ts";
import { searchStage } from "./search_stage.ts";
import { runStage } from "./stage.ts";

/**
 * Runs the stages of a round that are not finished.
 *
 * @param round from 1
 * @returns its manifest; a finished round is left as it is
 * @throws {RstarError} `bad_request`: there is no such round, one before it is missing, or its plan has changed; `job_failed`:
 * nothing was solved, or too many searches failed; what the models and programs throw
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function evolveRound(round: number, options: RoundOptions): Promise<RoundManifest> {
  const { run, store, recipe, problems, base, onEvent } = options;
  const plan = roundPlan(recipe, round);
  const finished = await run.manifest(round);
  if (finished) return finished;
  const earlier = await run.manifestsBefore(round);
  if (plan.guide === "ppm" && !earlier.at(-1)?.ppm) throw unguided(round);
  const bootstrap = round === 1 ? options.bootstrap : undefined;
  const started = store.begin(round, searchPlan(round, { recipe, base, bootstrap, problems }));
  await Deno.mkdir(run.round(round), { recursive: true });
  onEvent({ type: "round", round, problems });

  const stage = <Result>(name: Stage, work: () => Promise<Result>): Promise<Result> =>
    runStage({ round, stage: name }, options, work);
  const search = await stage("search", () => searchStage(round, plan, { ...options, bootstrap }));
  const data = await stage("data", () => dataStage(round, options));
  const policy = await stage("policy", () => trainPolicy(base.checkpoint, trainingOf("policy", round, options)));
  const ppm = hasPairs(data) ? await stage("ppm", () => trainPpm(trainingOf("ppm", round, options))) : null;

  await writeModelFile(run, { recipe, round, ppm: ppm !== null });
  const manifest = await roundManifest(round, { ...options, started, records: { search, ...data, policy, ppm } });
  await writeWhole(`${run.round(round)}/manifest.json`, JSON.stringify(manifest, null, 2));
  return manifest;
}

/** Draws the data from the journals of this round and, where the recipe says so, of earlier ones. */
async function dataStage(round: number, { run, store, recipe, problems, isLucky }: RoundOptions): Promise<RoundData> {
  const trees = (rounds: readonly number[]) =>
    problems.values().map((problem) => grownProblem(problem, rounds.map((one) => store.journal(one))));
  const data = await roundData(run.round(round), { recipe, round, trees, isLucky });
  if (data.sft.examples === 0) {
    throw new RstarError("job_failed", `Cannot train a policy as round ${round} gave no example of a solution`);
  }
  return data;
}

function hasPairs({ pairs }: RoundData): boolean {
  return pairs.stepPairs + pairs.trajectoryPairs > 0;
}

function trainingOf(model: "policy" | "ppm", round: number, options: RoundOptions): RoundTrainingOptions {
  const { run, recipe, python, onEvent } = options;
  return {
    recipe,
    round,
    folder: run.round(round),
    python,
    onEvent: (event) => onEvent({ type: "training", round, model, event }),
    onProgress: (text) => onEvent({ type: "note", text }),
  };
}
