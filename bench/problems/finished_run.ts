/**
 * A run of self-evolution on disk: its finished rounds, and the problems that it has seen.
 *
 * @module
 */
import { type EvolutionRecipe, type RoundManifest, RstarError } from "@rstar/core";
import { RunFolder } from "@rstar/core/evolve";
import { exists } from "@rstar/system";

/** A run with at least one finished round. */
export interface FinishedRun {
  /** The paths of its files. */
  readonly folder: RunFolder;
  /** The manifests of its finished rounds, from round 1. */
  readonly manifests: readonly RoundManifest[];
  /** The recipe of the last finished round. */
  readonly recipe: EvolutionRecipe;
}

/**
 * Reads the manifests of a run.
 *
 * @throws {RstarError} `bad_request`: no round of it is finished
 */
export async function finishedRun(path: string): Promise<FinishedRun> {
  const folder = new RunFolder(path);
  const manifests = await folder.finished();
  const last = manifests.at(-1);
  if (!last) throw new RstarError("bad_request", `Cannot use the run ${path} as no round of it is finished`);
  return { folder, manifests, recipe: last.recipe as EvolutionRecipe };
}

/**
 * The manifest of a finished round, with the path of its PPM.
 *
 * @throws {RstarError} `bad_request`: the round is not finished, or has no PPM
 */
export function roundWithPpm(
  { folder, manifests }: FinishedRun,
  round: number,
): { manifest: RoundManifest; ppm: string } {
  const manifest = manifests[round - 1];
  if (!manifest?.ppm) {
    const reason = manifest ? "has no PPM" : "is not finished";
    throw new RstarError("bad_request", `Cannot use round ${round} of ${folder.path} as it ${reason}`);
  }
  return { manifest, ppm: `${folder.round(round)}/ppm.gguf` };
}

/** The files and folders of the problems that a run searched, and of its demonstrations. */
export async function seenPaths({ folder, manifests }: FinishedRun): Promise<string[]> {
  const paths = [folder.problems];
  for (let round = 0; round <= manifests.length; round++) {
    const demonstrations = `${folder.round(round)}/demonstrations`;
    if (await exists(demonstrations)) paths.push(demonstrations);
  }
  return paths;
}
