/**
 * Benchmarks by name: where their files are on this machine.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { hubFolder } from "@rstar/native";
import { fileURLToPath } from "node:url";

/** How files of a benchmark are called: their names without what is no letter or digit, `rstar` before and `test` behind. */
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
/** Built in: questions of the Mathematics Dataset. */
const MATHEMATICS = ["interpolate", "extrapolate", "deep"];
const FORMATS = /\.(jsonl|json|csv)$/i;

/** Folders in which benchmarks are looked for. */
export interface BenchmarkFolders {
  /** A folder of files, one a benchmark; undefined: none was named. */
  readonly data?: string;
  /** The Hugging Face cache. Default: this user's. */
  readonly hub?: string;
}

/**
 * The file of a benchmark: a path as it is, or a name that is looked for in the data folder and in the Hugging Face cache.
 *
 * @throws {RstarError} `bad_request`: a name whose file is nowhere
 */
export async function benchmarkFile(name: string, { data, hub = hubFolder() }: BenchmarkFolders): Promise<string> {
  const split = /^mathematics:(.*)$/.exec(name)?.[1];
  if (split !== undefined) {
    if (MATHEMATICS.includes(split)) return fileURLToPath(new URL(`./mathematics/${split}.jsonl`, import.meta.url));
    throw unusable(name, `there are ${MATHEMATICS.map((each) => `mathematics:${each}`).join(", ")}`);
  }
  const aliases = BENCHMARKS[name];
  if (aliases === undefined) {
    if (FORMATS.test(name)) return name;
    throw unusable(
      name,
      `it is no .jsonl, .json or .csv file, and the names are ${Object.keys(BENCHMARKS).join(", ")}`,
    );
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

/** The first table of a dataset whose name is one of the benchmark's; its owner does not matter. */
async function inHub(hub: string, aliases: readonly string[]): Promise<string | undefined> {
  for (const dataset of await entries(hub)) {
    const name = /^datasets--.+--(.+)$/.exec(dataset)?.[1];
    if (name === undefined || !aliases.includes(bare(name))) continue;
    for (const snapshot of await entries(`${hub}/${dataset}/snapshots`)) {
      const folder = `${hub}/${dataset}/snapshots/${snapshot}`;
      const files = (await entries(folder)).filter((file) => FORMATS.test(file));
      const table = files.find((file) => file.startsWith("test")) ?? files.find((file) => !/^dataset_info/.test(file));
      if (table !== undefined) return `${folder}/${table}`;
    }
  }
}

/** `rstar_math500` and `MATH-500_test` are both `math500`. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "").replace(/^rstar/, "").replace(/test$/, "");
}

/** Names in a folder, sorted; none where there is no such folder. */
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
