/**
 * Counts a round's training data while it is written, problem by problem, without keeping it.
 *
 * @module
 */
import type { PairData } from "./ppm_pairs.ts";
import type { PairStatistics, SftStatistics } from "../round_records.ts";
import type { SftData } from "./sft_data.ts";

const MARGIN_BINS = 10;
const MAX_MARGIN = 2;

function tally(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** Sums up SFT data. */
export class SftCounter {
  readonly #problems = new Set<string>();
  readonly #levels = new Map<string, number>();
  readonly #dropped = new Map<string, number>();
  #examples = 0;
  #steps = 0;
  #meanQ = 0;

  /** Counts one problem's data. */
  add({ examples, dropped }: SftData): void {
    for (const { id, level, steps, meanQ } of examples) {
      this.#problems.add(id);
      if (level !== undefined) tally(this.#levels, level);
      this.#examples++;
      this.#steps += steps;
      this.#meanQ += meanQ;
    }
    for (const [reason, count] of Object.entries(dropped)) tally(this.#dropped, reason, count);
  }

  /** The sums so far; means are 0 where there are no examples. */
  get statistics(): SftStatistics {
    const examples = this.#examples, count = Math.max(1, examples);
    return {
      examples,
      problems: this.#problems.size,
      levels: Object.fromEntries(this.#levels),
      dropped: Object.fromEntries(this.#dropped),
      meanSteps: this.#steps / count,
      meanQ: this.#meanQ / count,
    };
  }
}

/** Sums up preference pairs. */
export class PairCounter {
  readonly #problems = new Set<string>();
  readonly #byDepth: number[] = [];
  readonly #byMargin = new Array<number>(MARGIN_BINS).fill(0);
  readonly #dropped = new Map<string, number>();
  #stepPairs = 0;
  #trajectoryPairs = 0;

  /** Counts one problem's pairs. */
  add({ pairs, dropped }: PairData): void {
    for (const { id, kind, depth, margin } of pairs) {
      this.#problems.add(id);
      const bin = Math.floor((margin / MAX_MARGIN) * MARGIN_BINS);
      this.#byMargin[Math.max(0, Math.min(MARGIN_BINS - 1, bin))]++;
      if (kind === "trajectory") {
        this.#trajectoryPairs++;
      } else {
        this.#stepPairs++;
        while (this.#byDepth.length <= depth) this.#byDepth.push(0);
        this.#byDepth[depth]++;
      }
    }
    for (const [reason, count] of Object.entries(dropped)) tally(this.#dropped, reason, count);
  }

  /** The sums so far. */
  get statistics(): PairStatistics {
    return {
      stepPairs: this.#stepPairs,
      trajectoryPairs: this.#trajectoryPairs,
      problems: this.#problems.size,
      byDepth: [...this.#byDepth],
      byMargin: [...this.#byMargin],
      dropped: Object.fromEntries(this.#dropped),
    };
  }
}

/** Statistics of SFT data, one item a problem. */
export function sftStatistics(data: Iterable<SftData>): SftStatistics {
  const counter = new SftCounter();
  for (const item of data) counter.add(item);
  return counter.statistics;
}

/** Statistics of preference pairs, one item a problem. Depth counts step pairs alone, margin both kinds. */
export function pairStatistics(data: Iterable<PairData>): PairStatistics {
  const counter = new PairCounter();
  for (const item of data) counter.add(item);
  return counter.statistics;
}
