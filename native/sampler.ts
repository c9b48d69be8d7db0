import { PolicyError, uniform } from "@rstar/core";
import { fastExp } from "./fast_exp.ts";

/** How the next token is drawn from a row of logits. */
export interface SamplerOptions {
  /** Softmax temperature; 0 takes the likeliest token, of equals the first. */
  readonly temperature: number;
  /** Only this many of the likeliest tokens can be drawn; 0 for all. */
  readonly topK: number;
  /** The nucleus: only the smallest set of the likeliest tokens whose probability is at least this can be drawn; 1 for all. */
  readonly topP: number;
  /** Seed of the draws, an unsigned 32-bit integer. */
  readonly seed: number;
}

/** A drawn token. */
export interface Sample {
  /** Its number. */
  readonly token: number;
  /** log p of it under the model: at temperature 1, over the whole vocabulary; ≤ 0. */
  readonly logProbability: number;
}

/** Memory shared by all samplers: a call leaves nothing behind in it. */
let weights = new Float64Array(0);
let kept = new Int32Array(0);

/**
 * Draws tokens for one sequence.
 *
 * Filters come in llama.cpp's order: top-k, then top-p of what is left (of the probabilities at temperature 1), then temperature. (vLLM
 * and Transformers apply the temperature first, which widens the nucleus above 1 and narrows it below; without top-k and top-p
 * there is no difference.) Equal logits are ranked by token number.
 *
 * Draw k depends on nothing but the seed, k and the logits of draw k: the stream moves one number a draw, whatever was drawn.
 *
 * No allocation but the result, no sort of the vocabulary: one pass finds the greatest logit, one the weights; a filter is a heap that
 * is emptied until enough has been taken.
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
    const size = logits.length;
    const random = this.#draw();
    let greatest = -Infinity, likeliest = 0;
    for (let i = 0; i < size; i++) {
      if (logits[i] > greatest) {
        greatest = logits[i];
        likeliest = i;
      }
    }
    if (weights.length < size) {
      weights = new Float64Array(size);
      kept = new Int32Array(size);
    }
    let total = 0;
    for (let i = 0; i < size; i++) total += weights[i] = fastExp(logits[i] - greatest);
    // NaN and infinities all end here: comparisons above skip NaN, and ∞ - ∞ is NaN.
    if (!(total >= 1)) {
      throw new PolicyError(
        "model_invalid",
        `Cannot sample as the logits are no distribution: weights sum to ${total}`,
      );
    }
    const token = this.#temperature === 0 ? likeliest : this.#choose(logits, { greatest, total, random });
    return { token, logProbability: Math.min(0, logits[token] - greatest - Math.log(total)) };
  }

  #choose(
    logits: Float32Array,
    row: { readonly greatest: number; readonly total: number; readonly random: number },
  ): number {
    const { greatest, random } = row;
    const size = logits.length;
    const inverse = 1 / this.#temperature;
    if ((this.#topK === 0 || this.#topK >= size) && this.#topP === 1) {
      let total = row.total;
      if (inverse !== 1) {
        total = 0;
        for (let i = 0; i < size; i++) total += weights[i] = fastExp((logits[i] - greatest) * inverse);
      }
      let rest = random * total, last = 0;
      for (let i = 0; i < size; i++) {
        if (weights[i] === 0) continue;
        last = i;
        rest -= weights[i];
        if (rest < 0) return i;
      }
      return last;
    }
    const [start, end] = this.#filter(logits, row.total);
    let total = 0;
    for (let i = start; i < end; i++) total += fastExp((logits[kept[i]] - greatest) * inverse);
    let rest = random * total;
    for (let i = start; i < end; i++) {
      rest -= fastExp((logits[kept[i]] - greatest) * inverse);
      if (rest < 0) return kept[i];
    }
    return kept[end - 1];
  }

  /** Leaves the tokens that pass the filters in `kept`, from the first returned index up to the second. */
  #filter(logits: Float32Array, total: number): readonly [number, number] {
    const size = logits.length;
    let count = 0, mass = total;
    if (this.#topK > 0 && this.#topK < size) {
      count = keepGreatest(logits, this.#topK);
      mass = 0;
      for (let i = 0; i < count; i++) mass += weights[kept[i]];
    } else {
      // Tokens below this weight have less than 1 - p together: none of them is in the nucleus.
      const least = (1 - this.#topP) * total / size;
      for (let i = 0; i < size; i++) if (weights[i] >= least) kept[count++] = i;
    }
    return this.#topP < 1 ? nucleus(logits, { count, mass: this.#topP * mass }) : [0, count];
  }
}

/** Whether token `a` comes before token `b`. */
function precedes(logits: Float32Array, a: number, b: number): boolean {
  return logits[a] > logits[b] || (logits[a] === logits[b] && a < b);
}

/** Restores the order of the heap in `kept[0, count)` below `at`. Its root is the first token, or the last if `lastOnTop`. */
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

/** Puts the `k` first tokens into `kept`, in no order; returns `k`. */
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

/** Moves the first tokens of `kept[0, count)` to its end until their weight reaches `mass`; returns where they lie. */
function nucleus(
  logits: Float32Array,
  options: { readonly count: number; readonly mass: number },
): readonly [number, number] {
  const { count, mass } = options;
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
