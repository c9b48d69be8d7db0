import { type PresetName, RstarError, searchRequestSchema } from "@rstar/core";

/**
 * A way to answer a problem. `greedy`: the policy alone, the likeliest step each time. `majority`, `weighted`, `best`:
 * the most frequent answer of independent solutions, the same weighted by PPM, the one that the PPM likes best. `search`:
 * tree search with so many rollouts, as the model's folder says or as a preset. `beam`: step-level beam search. `solve`:
 * what the command `solve` does.
 */
export type Strategy =
  | { readonly name: string; readonly way: "greedy" | "solve" }
  | { readonly name: string; readonly way: SampleWay; readonly samples: number }
  | { readonly name: string; readonly way: "search"; readonly preset: PresetName | null; readonly rollouts: number }
  | { readonly name: string; readonly way: "beam"; readonly width: number };

/** Ways that choose among independent solutions. */
export type SampleWay = "majority" | "weighted" | "best";

const presetSchema = searchRequestSchema.shape.preset.nullable();
const SAMPLE_WAYS: readonly string[] = ["majority", "weighted", "best"] satisfies SampleWay[];
const STRATEGY_REGEXP = /^([a-z]+)(?::([a-z]+))?(?:@(\d+)(?:\.\.(\d+))?)?$/;
const FORMS = "greedy, solve, majority@N, weighted@N, best@N, search@N, search:PRESET@N, beam@N; N..M doubles";

/**
 * The strategies of a list parted by commas. `search@1..64` is `search@1`, `search@2`, `search@4` … `search@64`.
 *
 * @throws {RstarError} `bad_request`: a part is no strategy, or stands there twice
 */
export function parseStrategies(text: string): Strategy[] {
  const strategies = text.split(",").flatMap((part) => parsePart(part.trim()));
  const names = strategies.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return strategies;
  throw new RstarError("bad_request", `Cannot use strategy ${twice} as it is asked for twice`);
}

/** Whether a strategy means nothing without a PPM. */
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

/** From `first` to `last`, each twice the one before; none where there is no such row. */
function doubled(first: number, last: number): number[] {
  const counts: number[] = [];
  for (let count = first; count >= 1 && count < last; count *= 2) counts.push(count);
  return last >= first && first >= 1 ? [...counts, last] : [];
}
