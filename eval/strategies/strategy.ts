/**
 * The names of strategies: `greedy`, `majority@8`, `search:msft@1..64`.
 *
 * @module
 */
import { type PresetName, RstarError } from "@rstar/core";
import { searchRequestSchema } from "@rstar/core/search/request";

/**
 * A way to answer a problem.
 *
 * - `greedy`: the policy alone, the likeliest candidate at each step.
 * - `majority`, `weighted`, `best`: of independent solutions, the most frequent answer, the same weighted by PPM scores, or
 *   the answer with the highest PPM score.
 * - `search`: tree search with `rollouts` rollouts, by the options in the model's folder or by a preset.
 * - `beam`: step-level beam search of `width` beams.
 * - `solve`: the search of the command `solve`.
 */
export type Strategy =
  | { readonly name: string; readonly way: "greedy" | "solve" }
  | { readonly name: string; readonly way: "majority" | "weighted" | "best"; readonly samples: number }
  | { readonly name: string; readonly way: "search"; readonly preset: PresetName | null; readonly rollouts: number }
  | { readonly name: string; readonly way: "beam"; readonly width: number };

type SampleWay = Extract<Strategy, { readonly samples: number }>["way"];

const presetSchema = searchRequestSchema.shape.preset.nullable();
const SAMPLE_WAYS: readonly string[] = ["majority", "weighted", "best"] satisfies SampleWay[];
const STRATEGY_REGEXP = /^([a-z]+)(?::([a-z]+))?(?:@(\d+)(?:\.\.(\d+))?)?$/;
const MAX_COUNT = 1_000_000;
const FORMS = "greedy, solve, majority@N, weighted@N, best@N, search@N, search:PRESET@N, beam@N; N..M doubles, " +
  `N is at most ${MAX_COUNT}`;

/**
 * The strategies of a comma-separated list, in its order. `search@1..64` is `search@1`, `search@2`, `search@4` …
 * `search@64`.
 *
 * @throws {RstarError} `bad_request`: a part is no strategy, or occurs twice
 */
export function parseStrategies(text: string): Strategy[] {
  const strategies = text.split(",").flatMap((part) => parsePart(part.trim()));
  const names = strategies.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return strategies;
  throw new RstarError("bad_request", `Cannot use strategy ${twice} as it is asked for twice`);
}

/** Whether a strategy is undefined without a PPM. */
export function needsPpm({ way }: Strategy): boolean {
  return way === "weighted" || way === "best" || way === "beam";
}

function parsePart(part: string): Strategy[] {
  const [, way, preset, first, last] = STRATEGY_REGEXP.exec(part) ?? [];
  const counts = doubled(Number(first), Number(last ?? first));
  if ((way === "greedy" || way === "solve") && part === way) return [{ name: part, way }];
  const named = presetSchema.safeParse(preset ?? null);
  if (way === "search" && named.success && counts.length > 0) {
    const start = preset === undefined ? way : `${way}:${preset}`;
    return counts.map((rollouts) => ({ name: `${start}@${rollouts}`, way, preset: named.data, rollouts }));
  }
  if (SAMPLE_WAYS.includes(way) && preset === undefined && counts.length > 0) {
    return counts.map((samples) => ({ name: `${way}@${samples}`, way: way as SampleWay, samples }));
  }
  if (way === "beam" && preset === undefined && counts.length > 0) {
    return counts.map((width) => ({ name: `${way}@${width}`, way, width }));
  }
  throw new RstarError("bad_request", `Cannot use strategy ${JSON.stringify(part)}: there are ${FORMS}`);
}

/** `first`, then doubled while below `last`, then `last`; empty where `first` is below 1, `last` below `first` or too many. */
function doubled(first: number, last: number): number[] {
  const counts: number[] = [];
  for (let count = first; count >= 1 && count < Math.min(last, MAX_COUNT); count *= 2) counts.push(count);
  return last >= first && first >= 1 && last <= MAX_COUNT ? [...counts, last] : [];
}
