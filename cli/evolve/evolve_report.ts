/**
 * The command `evolve report`: the page of a run.
 *
 * @module
 */
import { type RoundManifest, RstarError } from "@rstar/core";
import { readManifest, renderReport } from "@rstar/eval";
import { readIfThere } from "@rstar/system";
import { onNamed } from "../named_files.ts";
import { print } from "../print.ts";

/** The values of the options of `evolve report`. */
export interface EvolveReportOptions {
  /** Name of the run, a folder in `runs`. */
  readonly run: string;
  /** Folder of all runs. Default `runs`. */
  readonly runs?: string;
}

/**
 * Writes `report.html` of a run from the manifests of its finished rounds, and prints its path to stdout.
 *
 * @returns the exit code, 0
 * @throws {RstarError} `bad_request`: there is no such run, none of its rounds is finished, or a manifest cannot be
 * read
 */
export async function evolveReport({ run, runs = "runs" }: EvolveReportOptions): Promise<number> {
  const folder = `${runs}/${run}`;
  const manifests = await finishedRounds(folder);
  if (manifests.length === 0) {
    throw new RstarError("bad_request", `Cannot report on ${run} as none of its rounds is finished: ${folder}`);
  }
  const path = `${folder}/report.html`;
  await onNamed(`write ${path}`, () => Deno.writeTextFile(path, renderReport({ run, manifests })));
  print(path);
  return 0;
}

async function finishedRounds(folder: string): Promise<RoundManifest[]> {
  const manifests: RoundManifest[] = [];
  for (const name of await roundFolders(folder)) {
    const path = `${folder}/${name}/manifest.json`;
    const text = await onNamed(`read ${path}`, () => readIfThere(path)); // missing: the round is not finished
    if (text !== null) manifests.push(readManifest(text, path));
  }
  return manifests;
}

async function roundFolders(folder: string): Promise<string[]> {
  const entries = await onNamed(`read the run ${folder}`, () => Array.fromAsync(Deno.readDir(folder)));
  return entries.map(({ name }) => name).filter((name) => /^round-\d+$/.test(name));
}
