/**
 * The file of a benchmark, found by the benchmark's name.
 *
 * @module
 */
import { basename } from "node:path";
import { RstarError } from "@rstar/core";
import { hubFolder, hubSnapshot, snapshotFiles } from "@rstar/hub";
import { isQuestionSet, QUESTION_SETS, questionSetFile } from "@rstar/mathematics";

/** File names by benchmark, in the form of {@linkcode bare}. */
const BENCHMARKS: Readonly<Record<string, readonly string[]>> = {
  "math500": ["math500"],
  "aime2024": ["aime2024", "aime24"],
  "amc2023": ["amc2023", "amc23"],
  "olympiadbench": ["olympiadbench"],
  "collegemath": ["collegemath"],
  "gsm8k": ["gsm8k"],
  "gaokao2023en": ["gaokao2023en"],
  "omni-math": ["omnimath", "omni"],
};
const SETS = QUESTION_SETS.map((set) => `mathematics:${set}`).join(", ");
const FORMATS = /\.(jsonl|json|csv)$/i;

/** Whether a benchmark is named by its file: a path that ends in `.jsonl`, `.json` or `.csv`. */
export function isBenchmarkFile(name: string): boolean {
  return FORMATS.test(name);
}

/** Folders that are searched for benchmarks, in this order. */
export interface BenchmarkFolders {
  /** A folder of files, one a benchmark. Default none. */
  readonly data?: string;
  /** A Hugging Face cache. Default: the user's. */
  readonly hub?: string;
}

/**
 * The file of a benchmark.
 *
 * @param name a path that ends in `.jsonl`, `.json` or `.csv`, which is returned unchanged; a question set of the
 * Mathematics Dataset, `mathematics:deep`; or a benchmark whose file is searched for, `math500`
 * @throws {RstarError} `bad_request`: the name is unknown, or its file is in none of the folders
 */
export async function benchmarkFile(name: string, { data, hub = hubFolder() }: BenchmarkFolders): Promise<string> {
  const set = /^mathematics:(.*)$/.exec(name)?.[1];
  if (set !== undefined) {
    if (isQuestionSet(set)) return questionSetFile(set);
    throw unusable(name, `there are ${SETS}`);
  }
  const aliases = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (aliases === undefined) {
    if (isBenchmarkFile(name)) return name;
    const names = `${Object.keys(BENCHMARKS).join(", ")}, ${SETS}`;
    throw unusable(name, `it is no .jsonl, .json or .csv file, and the names are ${names}`);
  }
  const found = await inFolder(data, aliases) ?? await inHub(hub, aliases);
  if (found !== undefined) return found;
  const where = data === undefined ? "no --data folder was named" : `no file of ${data} is called so`;
  throw unusable(name, `${where}, and it is not in the Hugging Face cache (docs/evaluating.md tells how to get it)`);
}

async function inFolder(folder: string | undefined, aliases: readonly string[]): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const names = (await entries(folder)).filter((name) => FORMATS.test(name));
  const found = names.find((name) => aliases.includes(bare(name.replace(FORMATS, ""))));
  return found && `${folder}/${found}`;
}

/** The first table of a dataset by one of these names, whoever its owner is; a file that starts with `test` is preferred. */
async function inHub(hub: string, aliases: readonly string[]): Promise<string | undefined> {
  for (const dataset of await entries(hub)) {
    const name = /^datasets--.+--(.+)$/.exec(dataset)?.[1];
    if (name === undefined || !aliases.includes(bare(name))) continue;
    const snapshot = await hubSnapshot(`${hub}/${dataset}`);
    if (snapshot === undefined) continue;
    const files = (await snapshotFiles(snapshot)).filter((file) => FORMATS.test(file));
    const table = files.find((file) => /^test/.test(basename(file))) ??
      files.find((file) => !/^dataset_info/.test(basename(file)));
    if (table !== undefined) return `${snapshot}/${table}`;
  }
}

/** A name's letters and digits in lower case, without `rstar` at its start and `test` at its end: `math500` of `MATH-500_test`. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "").replace(/^rstar/, "").replace(/test$/, "");
}

/** The names in a folder, sorted; empty where it cannot be read. */
async function entries(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  } catch {
    return [];
  }
}

function unusable(name: string, reason: string): RstarError {
  return new RstarError("bad_request", `Cannot evaluate on ${name}: ${reason}`);
}
