/**
 * A stage of a round: work that is done once, timed, and leaves `<stage>.json`.
 *
 * @module
 */
import { readIfThere, writeWhole } from "@rstar/system";
import type { Stage } from "./evolve_event.ts";
import type { RoundOptions } from "./round_options.ts";
import { timed } from "./stage_clock.ts";

/**
 * Runs a stage, unless its file is there. An interrupted stage leaves no file and runs again; its work resumes by itself.
 *
 * @returns what `work` returned, now or in an earlier call
 */
export async function runStage<Result>(
  { round, stage }: { readonly round: number; readonly stage: Stage },
  { run, store, onEvent }: Pick<RoundOptions, "run" | "store" | "onEvent">,
  work: () => Promise<Result>,
): Promise<Result> {
  const path = `${run.round(round)}/${stage}.json`;
  const kept = await readIfThere(path);
  if (kept !== null) return JSON.parse(kept);
  onEvent({ type: "stage", round, stage });
  const result = await timed(store, { round, stage }, work);
  await writeWhole(path, JSON.stringify(result));
  return result;
}
