/**
 * The command `eval diff`: which problems one evaluation solved and another did not.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { type Flip, flips, ResultFile, type StrategyFlips, verdictsOf } from "@rstar/eval";
import { percentagePoints } from "@rstar/eval/format";
import { print } from "../print.ts";

/**
 * Prints the differences between two evaluations of one benchmark, strategy by strategy.
 *
 * @returns the exit code, 0
 * @throws {RstarError} `bad_request`: a folder holds no results, or they have nothing in common
 */
export async function evalDiff(before: string, after: string): Promise<number> {
  const all = flips(await verdictsIn(before), await verdictsIn(after)).filter(({ problems }) => problems > 0);
  if (all.length === 0) {
    throw new RstarError(
      "bad_request",
      `Cannot compare ${before} and ${after} as they have no strategy and problem in common`,
    );
  }
  print(all.map(flipsText).join("\n\n"));
  return 0;
}

async function verdictsIn(folder: string) {
  const results = await ResultFile.open(`${folder}/results.jsonl`);
  const verdicts = verdictsOf(results);
  if (verdicts.size > 0) return verdicts;
  throw new RstarError("bad_request", `Cannot compare ${folder} as it holds no results`);
}

function flipsText({ name, problems, gained, lost, difference }: StrategyFlips): string {
  const { difference: mean, low, high } = difference!;
  const lines = (mark: string, changed: readonly Flip[]) =>
    changed.map(({ id, before, after }) => `  ${mark} ${id}: ${before ?? "no answer"} -> ${after ?? "no answer"}`);
  return [
    `${name}: ${gained.length} gained, ${lost.length} lost of ${problems}; ` +
    `${percentagePoints(mean)} points (${percentagePoints(low)} to ${percentagePoints(high)})`,
    ...lines("+", gained),
    ...lines("-", lost),
  ].join("\n");
}
