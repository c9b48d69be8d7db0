/**
 * One round of self-evolution: search → data → policy → PPM. Each stage leaves a file that appears when it is whole; a round
 * that was ended at any moment, `kill -9` included, is gone on with by the same call.
 *
 * @module
 * @see rStar-Math §3.4
 */
import { RstarError } from "../../errors.ts";
import { seedOf } from "../../random.ts";
import type { SearchPorts } from "../../search/expand.ts";
import type { GrowOptions } from "../../search/driver/search.ts";
import type { PythonRunner } from "../jobs/python_runner.ts";
import type { RunStore } from "../run/run_store.ts";
import { readIfThere, writeWhole } from "@rstar/system";
import type { EvolveEvent, Stage } from "./evolve_event.ts";
import { fileHashes } from "../run/file_hashes.ts";
import type { LuckTest, SearchProblem } from "../data/grown_problem.ts";
import type { EvolutionRecipe, RoundRecipe } from "../recipe/recipe.ts";
import { roundData } from "./round_data.ts";
import type { RoundData, RoundManifest, SearchTotals, TrainingRecord } from "../round_records.ts";
import { grownProblem, searchRound, searchTotals } from "./round_search.ts";
import { type RoundTrainingOptions, trainPolicy, trainPpm } from "./round_training.ts";
import type { Base } from "./round_zero.ts";
import type { RunFolder } from "../run/run_folder.ts";
import { timed } from "./stage_clock.ts";

/** Which models a round searches with. */
export interface RoundModels {
  /** Folder of the round before: `model.json`, `policy.gguf`, `ppm.gguf`. */
  readonly folder: string;
  /** The policy's checkpoint, for a server of its own. */
  readonly checkpoint: string;
  /** Whether the PPM guides the search. */
  readonly ppm: boolean;
  /** A bigger model in the policy's place: a GGUF file, a model's name, or the URL of a server. */
  readonly bootstrap?: string;
}

/** What a round's search runs on. Dispose it: its processes end. */
export interface SearchSession extends AsyncDisposable {
  /** Policy, verifier and, where it guides, the PPM. */
  readonly ports: SearchPorts;
  /** Whether a prediction equals the ground truth. */
  readonly grade: GrowOptions["grade"];
  /** Problems under way at the same time. */
  readonly concurrency: number;
}

/** What rounds have in common. */
export interface RoundOptions {
  /** Where their files lie. */
  readonly run: RunFolder;
  /** Journals and machine time. */
  readonly store: RunStore;
  /** How they go. */
  readonly recipe: EvolutionRecipe;
  /** What is searched. */
  readonly problems: readonly SearchProblem[];
  /** What policies are trained from. */
  readonly base: Base;
  /** A bigger model that searches in round 1. */
  readonly bootstrap?: string;
  /** Opens models and verifier for a search. */
  readonly open: (models: RoundModels) => Promise<SearchSession>;
  /** Which correct trajectories may be right by luck. Default: none. */
  readonly isLucky?: LuckTest;
  /** Runs the trainings. */
  readonly python: PythonRunner;
  /** Is told what happens. */
  readonly onEvent: (event: EvolveEvent) => void;
  /** Ends it; the same call goes on later. */
  readonly signal: AbortSignal;
}

/** Searches that may fail, as a share of the problems, before a round does not go on without them. */
const MAX_FAILED = 0.05;

/**
 * Runs a round, or what is left of it.
 *
 * @returns its manifest; that of a finished round is left as it is
 * @throws {RstarError} `bad_request`: there is no such round, one before it is missing, or its plan has changed; `job_failed`:
 * nothing was solved, or more than a few searches failed; what the models and programs throw
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
  const folder = run.round(round);
  await Deno.mkdir(folder, { recursive: true });
  onEvent({ type: "round", round, problems });

  const stage = async <Result>(name: Stage, work: () => Promise<Result>): Promise<Result> => {
    const path = `${folder}/${name}.json`;
    const kept = await readIfThere(path);
    if (kept !== null) return JSON.parse(kept);
    onEvent({ type: "stage", round, stage: name });
    const result = await timed(store, { round, stage: name }, work);
    await writeWhole(path, JSON.stringify(result));
    return result;
  };
  const training = (model: "policy" | "ppm"): RoundTrainingOptions => ({
    ...options,
    round,
    folder,
    onEvent: (event) => onEvent({ type: "training", round, model, event }),
    onProgress: (text) => onEvent({ type: "note", text }),
  });
  const search = await stage("search", () => searchAll(round, plan, { ...options, bootstrap }));
  const data = await stage("data", () => drawData(round, options));
  const policy = await stage("policy", () => trainPolicy(base.checkpoint, training("policy")));
  const ppm = hasPairs(data) ? await stage("ppm", () => trainPpm(training("ppm"))) : null;
  await writeModelFile(run, { recipe, round, ppm: ppm !== null });
  const manifest = await roundManifest(round, { ...options, started, records: { search, ...data, policy, ppm } });
  await writeWhole(`${folder}/manifest.json`, JSON.stringify(manifest, null, 2));
  return manifest;
}

/**
 * The recipe of a round.
 *
 * @throws {RstarError} `bad_request`: there is none, or it has a PPM guide the first round
 */
export function roundPlan({ rounds }: EvolutionRecipe, round: number): RoundRecipe {
  const plan = rounds[round - 1];
  if (!plan) {
    const known = rounds.length === 0 ? "no rounds" : `rounds 1 to ${rounds.length}`;
    throw new RstarError("bad_request", `Cannot run round ${round} as the recipe has ${known}`);
  }
  if (plan.guide === "ppm" && round === 1) throw unguided(round);
  return plan;
}

/** What the trees and the data of a round follow from. How models are trained and served may change until they are. */
function searchPlan(
  round: number,
  { recipe: { seed, search, enough, rounds, sft, pairs }, base, bootstrap, problems }: Pick<
    RoundOptions,
    "recipe" | "base" | "bootstrap" | "problems"
  >,
): unknown {
  const ids = problems.map(({ id }) => id);
  return { seed, search, enough, round: rounds[round - 1], sft, pairs, base: base.origin, bootstrap, problems: ids };
}

function unguided(round: number): RstarError {
  return new RstarError("bad_request", `Cannot guide round ${round} by a PPM as round ${round - 1} has none`);
}

/** Writes `model.json` beside a round's models: `solve --model runs/x/round-2` works. */
export async function writeModelFile(
  run: RunFolder,
  { recipe, round, ppm }: { readonly recipe: EvolutionRecipe; readonly round: number; readonly ppm: boolean },
): Promise<void> {
  const name = `${run.name}-round-${round}`;
  const model = { name, policy: "policy.gguf", ...(ppm && { ppm: "ppm.gguf" }), ...recipe.model };
  await writeWhole(`${run.round(round)}/model.json`, `${JSON.stringify(model, null, 2)}\n`);
}

async function searchAll(round: number, plan: RoundRecipe, options: RoundOptions): Promise<SearchTotals> {
  const { run, store, recipe, problems, base, bootstrap, onEvent, signal } = options;
  const journal = store.journal(round);
  const before = run.round(round - 1);
  const checkpoint = round === 1 ? base.checkpoint : `${before}/policy`;
  const ppm = plan.guide === "ppm";
  const models = { folder: before, checkpoint, ppm, ...(bootstrap !== undefined && { bootstrap }) };
  const failed = new Set<string>();
  await using session = await options.open(models);
  const searching = { ...session, recipe, passes: plan.passes, seed: seedOf(recipe.seed, round), journal, signal };
  for await (const event of searchRound(problems, searching)) {
    onEvent({ type: "search", round, event });
    if (event.type !== "failed") continue;
    failed.add(event.problem.id);
    if (failed.size > MAX_FAILED * problems.length) throw tooManyFailed(failed.size, problems.length, event.error);
  }
  return { ...searchTotals(problems, journal), failed: failed.size };
}

function tooManyFailed(failed: number, problems: number, cause: unknown): RstarError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message =
    `Cannot go on as ${failed} of ${problems} searches failed (the same command tries them again): ${reason}`;
  return new RstarError("job_failed", message, { cause });
}

async function drawData(round: number, { run, store, recipe, problems, isLucky }: RoundOptions): Promise<RoundData> {
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

async function roundManifest(
  round: number,
  { run, store, recipe, base, started, records }: RoundOptions & {
    readonly started: string;
    readonly records: RoundData & {
      readonly search: SearchTotals;
      readonly policy: TrainingRecord;
      readonly ppm: TrainingRecord | null;
    };
  },
): Promise<RoundManifest> {
  const files = (of: number, ...names: readonly string[]): string[] => names.map((name) => `round-${of}/${name}`);
  return {
    run: run.name,
    round,
    started,
    finished: new Date().toISOString(),
    seconds: store.seconds(round),
    recipe,
    base: base.origin,
    seed: recipe.seed,
    versions: { deno: Deno.version.deno, v8: Deno.version.v8, target: Deno.build.target },
    inputs: await fileHashes(run.path, ["problems.jsonl", ...files(round - 1, "policy.gguf", "ppm.gguf")]),
    outputs: await fileHashes(run.path, files(round, "sft.jsonl", "pairs.jsonl", "policy.gguf", "ppm.gguf")),
    ...records,
  };
}
