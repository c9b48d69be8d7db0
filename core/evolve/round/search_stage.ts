/**
 * The first stage of a round: its problems are searched with the models of the round before.
 *
 * @module
 */
import { RstarError } from "../../errors.ts";
import { seedOf } from "../../random.ts";
import type { RoundRecipe } from "../recipe/recipe.ts";
import type { SearchTotals } from "../round_records.ts";
import type { RoundOptions } from "./round_options.ts";
import { searchRound, searchTotals } from "./round_search.ts";

/** Share of the problems whose searches may fail; beyond it the stage fails, so that a second attempt searches them again. */
const MAX_FAILED = 0.05;

/**
 * Opens the models of the round before and searches all problems with them.
 *
 * @throws {RstarError} `job_failed` where more than a twentieth of the searches failed; `storage_failed` where the journal
 * cannot be written: no problem is left out for that
 */
export async function searchStage(round: number, plan: RoundRecipe, options: RoundOptions): Promise<SearchTotals> {
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
    if (event.error instanceof RstarError && event.error.code === "storage_failed") throw event.error;
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
