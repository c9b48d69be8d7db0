/**
 * Draws tokens from rows of logits: temperature, top-k and top-p, seeded.
 *
 * No sort of the vocabulary: one pass finds the greatest logit, one sums the weights; a filter is a heap that is emptied until
 * enough has been taken.
 *
 * @module
 */
import { PolicyError, uniform } from "@rstar/core";
import { Softmax } from "./softmax.ts";

/** The distribution that tokens are drawn from, and the seed of the draws. */
export interface SamplerOptions {
  /** Softmax temperature, at least 0; 0 takes the likeliest token, of equals the first. */
  readonly temperature: number;
  /** Only this many of the likeliest tokens can be drawn; 0 for all. */
  readonly topK: number;
  /** Only the smallest set of likeliest tokens whose probability is at least this (the nucleus) can be drawn; 1 for all. */
  readonly topP: number;
  /** Seed of the draws, an unsigned 32-bit integer. */
  readonly seed: number;
}

/** A drawn token. */
export interface Sample {
  /** Its number in the vocabulary. */
  readonly token: number;
  /** Its log p under the model: at temperature 1, over the whole vocabulary; ≤ 0. Exact to 1e-6, as f32 logits are. */
  readonly logProbability: number;
}

/** Memory shared by all samplers; no call reads what an earlier one left in it. */
const softmax = new Softmax();
let kept = new Int32Array(0);

/**
 * Draws tokens for one sequence.
 *
 * Filters are applied in llama.cpp's order: top-k, then top-p of what is left (by probabilities at temperature 1), then
 * temperature. (vLLM and Transformers apply the temperature first, which widens the nucleus above 1 and narrows it below 1;
 * without top-k and top-p there is no difference.) Equal logits are ranked by token number.
 *
 * Draw k depends on the seed, k and the logits of draw k alone: each draw takes one random number, whatever was drawn.
 */
export class Sampler {
  readonly #temperature: number;
  readonly #topK: number;
  readonly #topP: number;
  readonly #draw: () => number;

  /**
   * Starts a stream of draws.
   *
   * @throws {RangeError} when an option is out of range
   */
  constructor(options: SamplerOptions) {
    const require = (valid: boolean, name: keyof SamplerOptions, range: string) => {
      if (!valid) throw new RangeError(`Cannot sample as ${name} must be ${range}: it is ${options[name]}`);
    };
    const { temperature, topK, topP, seed } = options;
    require(temperature >= 0 && Number.isFinite(temperature), "temperature", "a number from 0");
    require(topK >= 0 && Number.isSafeInteger(topK), "topK", "a natural number, or 0 for all");
    require(topP > 0 && topP <= 1, "topP", "above 0 and at most 1");
    require(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, "seed", "an unsigned 32-bit integer");
    this.#temperature = temperature;
    this.#topK = topK;
    this.#topP = topP;
    this.#draw = uniform(seed);
  }

  /**
   * Draws the next token.
   *
   * @param logits one number a token; read only
   * @throws {PolicyError} `model_invalid` when they are no distribution: NaN or +∞ among them, or -∞ alone
   */
  sample(logits: Float32Array): Sample {
    return Sampler.sampleEach([this], logits)[0];
  }

  /**
   * Draws a token for each of `samplers`, which may differ in their seeds alone, from the same logits. The softmax is computed
   * once.
   *
   * @throws {PolicyError} as {@linkcode Sampler.sample} does
   */
  static sampleEach(samplers: readonly Sampler[], logits: Float32Array): Sample[] {
    const [first] = samplers;
    const greatest = softmax.load(logits);
    const total = softmax.sum(1);
    if (!(total >= 1)) {
      throw new PolicyError(
        "model_invalid",
        `Cannot sample as the logits are no distribution: weights sum to ${total}`,
      );
    }
    const choose = first.#chooser(logits, { greatest, total });
    return samplers.map((sampler) => {
      const token = choose(sampler.#draw());
      return { token, logProbability: Math.min(0, logits[token] - greatest - Math.log(total)) };
    });
  }

  /** A function from a random number of [0, 1) to a token. */
  #chooser(
    logits: Float32Array,
    { greatest, total }: { readonly greatest: number; readonly total: number },
  ): (random: number) => number {
    const temperature = this.#temperature;
    if (temperature === 0) {
      const likeliest = logits.indexOf(greatest);
      return () => likeliest;
    }
    if ((this.#topK === 0 || this.#topK >= logits.length) && this.#topP === 1) {
      const mass = temperature === 1 ? total : softmax.sum(temperature);
      return (random) => softmax.find(random * mass);
    }
    const [start, end] = this.#filter(logits, total);
    const tokens = kept.subarray(start, end);
    const weights = Array.from(tokens, (token) => Math.exp((logits[token] - greatest) / temperature));
    const mass = weights.reduce((sum, weight) => sum + weight);
    return (random) => {
      let rest = random * mass;
      const index = weights.findIndex((weight) => (rest -= weight) < 0);
      return tokens.at(index)!; // the last one where rounding leaves a rest
    };
  }

  /** Writes the tokens that pass the filters into `kept`; returns their start and end there. */
  #filter(logits: Float32Array, total: number): readonly [number, number] {
    const size = logits.length;
    const weights = softmax.weigh();
    if (kept.length < size) kept = new Int32Array(size);
    let count = 0, mass = total;
    if (this.#topK > 0 && this.#topK < size) {
      count = keepGreatest(logits, this.#topK);
      mass = 0;
      for (let i = 0; i < count; i++) mass += weights[kept[i]];
    } else {
      // All tokens below this weight together have less than 1 - p: none of them is in the nucleus.
      const least = (1 - this.#topP) * total / size;
      for (let i = 0; i < size; i++) if (weights[i] >= least) kept[count++] = i;
    }
    return this.#topP < 1 ? nucleus(logits, { count, weights, mass: this.#topP * mass }) : [0, count];
  }
}

/** Whether token `a` is ranked before token `b`. */
function precedes(logits: Float32Array, a: number, b: number): boolean {
  return logits[a] > logits[b] || (logits[a] === logits[b] && a < b);
}

/** Restores the heap in `kept[0, count)` below `at`. Its root is the first in rank, or the last if `lastOnTop`. */
function sift(logits: Float32Array, at: number, heap: { readonly count: number; readonly lastOnTop: boolean }): void {
  const { count, lastOnTop } = heap;
  const token = kept[at];
  for (let child = 2 * at + 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && precedes(logits, kept[child + 1], kept[child]) !== lastOnTop) child++;
    if (precedes(logits, kept[child], token) === lastOnTop) break;
    kept[at] = kept[child];
    at = child;
  }
  kept[at] = token;
}

/** Writes the `k` first tokens in rank into `kept`, unordered; returns `k`. */
function keepGreatest(logits: Float32Array, k: number): number {
  const heap = { count: k, lastOnTop: true };
  for (let i = 0; i < k; i++) kept[i] = i;
  for (let i = (k >> 1) - 1; i >= 0; i--) sift(logits, i, heap);
  let least = logits[kept[0]];
  for (let i = k; i < logits.length; i++) {
    if (!(logits[i] > least)) continue;
    kept[0] = i;
    sift(logits, 0, heap);
    least = logits[kept[0]];
  }
  return k;
}

/** Moves the first tokens in rank of `kept[0, count)` to its end until they weigh `mass`; returns their start and end. */
function nucleus(
  logits: Float32Array,
  options: { readonly count: number; readonly weights: Float32Array; readonly mass: number },
): readonly [number, number] {
  const { count, weights, mass } = options;
  for (let i = (count >> 1) - 1; i >= 0; i--) sift(logits, i, { count, lastOnTop: false });
  let start = count, sum = 0;
  while (start > 0 && sum < mass) {
    start--;
    const first = kept[0];
    kept[0] = kept[start];
    kept[start] = first;
    sift(logits, 0, { count: start, lastOnTop: false });
    sum += weights[first];
  }
  return [start, count];
}
