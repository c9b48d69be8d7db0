/**
 * Answer-equivalence cases written by others, one file of JSON Lines a source: `{"gold", "pred", "equal"}`.
 *
 * @module
 */
import { type Grader, RstarError } from "@rstar/core";
import { readJsonLines } from "@rstar/eval/results";
import { atOnce } from "@rstar/system";

/** One case. Cases with `policy`, a house rule of the source, or `suspect`, a probably wrong verdict, are left out. */
export interface GraderCase {
  readonly id: string;
  readonly gold: string;
  readonly pred: string;
  readonly equal: boolean;
  readonly policy?: string;
  readonly suspect?: unknown;
}

/** How far a grader agrees with a source. */
export interface Agreement {
  readonly agreed: number;
  readonly falsePositives: readonly GraderCase[];
  readonly falseNegatives: readonly GraderCase[];
}

/** Cases graded at the same time. */
const IN_FLIGHT = 3;

/**
 * The cases of a folder by source, the name of the file.
 *
 * @throws {RstarError} `bad_request`: the folder cannot be read, or a line is no JSON
 */
export async function readGraderCases(folder: string): Promise<Map<string, GraderCase[]>> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name).catch((cause) => {
    throw new RstarError("bad_request", `Cannot read cases in ${folder}: ${cause.message}`, { cause });
  });
  const sources = names.filter((name) => name.endsWith(".jsonl")).sort();
  return new Map(
    await Promise.all(sources.map(async (name): Promise<[string, GraderCase[]]> => {
      const cases = await readJsonLines<GraderCase>(`${folder}/${name}`);
      return [name.slice(0, -".jsonl".length), cases.filter(({ suspect, policy }) => !suspect && !policy)];
    })),
  );
}

/** The grader's verdict on each case, in the order of the cases. */
export async function verdicts(cases: readonly GraderCase[], grader: Grader): Promise<boolean[]> {
  const results: boolean[] = [];
  await atOnce(cases.entries(), { limit: IN_FLIGHT }, async ([i, { pred, gold }]) => {
    results[i] = await grader(pred, gold);
  });
  return results;
}

/** Compares verdicts with those of the cases. */
export function agreement(cases: readonly GraderCase[], results: readonly boolean[]): Agreement {
  const wrong = cases.filter(({ equal }, i) => results[i] !== equal);
  return {
    agreed: cases.length - wrong.length,
    falsePositives: wrong.filter(({ equal }) => !equal),
    falseNegatives: wrong.filter(({ equal }) => equal),
  };
}
