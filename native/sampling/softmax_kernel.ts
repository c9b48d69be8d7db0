/**
 * The inner loops of a softmax over a row of logits, in WebAssembly SIMD: four numbers at a time, where JavaScript has one.
 *
 * A row starts at address 0, padded with -∞ to whole blocks; `bytes` is its length. Behind it are the weights of its logits,
 * and behind them the sums of the weights of each block, all as f32.
 *
 * The weight of a logit is 2^x, x ≤ 0: 2^n 2^r with n = round(x), and 2^r by the polynomial of degree 5 whose greatest
 * relative error is least (9.2e-8). Rounding x adds |x| 6e-8, which is the precision of a logit of that size. Products and
 * sums are fused where the processor can, so that the last bits depend on it, as those of logits do.
 *
 * @module
 */
import { type Code, F32, f32, f32x4, I32, i32, i32x4, local, loop, V128, v128, wasmModule } from "./wasm.ts";

/** Logits in a block. */
export const BLOCK = 256;
const [MANTISSA_BITS, EXPONENT_BIAS] = [23, 127];
/** The exponent whose bits are those of 0: smaller weights are 0. */
const SMALLEST = -EXPONENT_BIAS;
/** Added to a small number, it leaves that number, rounded and biased as an exponent, in the last bits of the sum. */
const ROUNDING = 1.5 * 2 ** MANTISSA_BITS + EXPONENT_BIAS;
/** Coefficients of the polynomial for 2^r, the constant first: those for e^r, times the powers of ln 2. */
const COEFFICIENTS = [1, 0.9999997, 0.4999915, 0.16667637, 0.041897975, 0.008290307].map((c, k) => c * Math.LN2 ** k);
/** Vectors that are kept in locals: a constant inside a loop would be built in each round. */
const CONSTANTS = [SMALLEST, ROUNDING, ...COEFFICIENTS];
/** Vectors that `greatest` compares in parallel, because each comparison waits for the one before it. */
const AT_ONCE = 4;
const [BYTES_A_NUMBER, BYTES_A_VECTOR] = [4, 16];

/** The three loops, over a memory of their own. Addresses and lengths are in bytes. */
export interface SoftmaxKernel {
  /** Row, weights and sums: the caller grows it to three times the padded row. */
  readonly memory: WebAssembly.Memory;
  /** Returns the greatest logit of the row, ignoring NaN. */
  greatest(bytes: number): number;
  /** Writes for each block the sum of the weights 2^((logit - greatest) scale), NaN where one logit is NaN. */
  sum(bytes: number, greatest: number, scale: number): void;
  /** Writes the weights of the logits from address `from` up to address `to`. */
  weigh(bytes: number, greatest: number, scale: number, from: number, to: number): void;
}

/** Assembles and instantiates the loops; takes 0.6 ms. */
export function softmaxKernel(): SoftmaxKernel {
  const vectors = (count: number): number[] => Array(count).fill(V128);
  const module = wasmModule([
    { name: "greatest", parameters: [I32], result: F32, locals: [I32, ...vectors(AT_ONCE)], body: greatest() },
    {
      name: "sum",
      parameters: [I32, F32, F32],
      locals: [I32, I32, I32, V128, ...vectors(EXPONENTIAL_LOCALS)],
      body: sum(),
    },
    {
      name: "weigh",
      parameters: [I32, F32, F32, I32, I32],
      locals: vectors(EXPONENTIAL_LOCALS),
      body: weigh(),
    },
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(module)).exports as unknown as SoftmaxKernel;
}

function greatest(): Code {
  const [bytes, address, first] = [0, 1, 2];
  const most = Array.from({ length: AT_ONCE }, (_, index) => first + index);
  return [
    ...most.flatMap((one) => local.set(one, all(-Infinity))),
    ...loop(
      ...most.map((one, index) =>
        local.set(one, f32x4.pseudoMax(local.get(one), v128.load(local.get(address), index * BYTES_A_VECTOR)))
      ),
      local.set(address, i32.add(local.get(address), i32.const(AT_ONCE * BYTES_A_VECTOR))),
      i32.less(local.get(address), local.get(bytes)),
    ),
    ...local.set(first, most.map(local.get).reduce((a, b) => f32x4.pseudoMax(a, b))),
    ...across(first, f32.max),
  ];
}

function sum(): Code {
  const [bytes, most, scale, address, sums, end, total, own] = Array(8).keys();
  const { prepare, weight } = exponential({ most, scale, own });
  return [
    ...prepare,
    ...local.set(sums, i32.add(local.get(bytes), local.get(bytes))),
    ...loop(
      local.set(total, all(0)),
      local.set(end, i32.add(local.get(address), i32.const(BLOCK * BYTES_A_NUMBER))),
      loop(
        local.set(total, f32x4.add(weight(v128.load(local.get(address))), local.get(total))),
        local.set(address, i32.add(local.get(address), i32.const(BYTES_A_VECTOR))),
        i32.less(local.get(address), local.get(end)),
      ),
      f32.store(local.get(sums), across(total, f32.add)),
      local.set(sums, i32.add(local.get(sums), i32.const(BYTES_A_NUMBER))),
      i32.less(local.get(address), local.get(bytes)),
    ),
  ];
}

function weigh(): Code {
  const [bytes, most, scale, from, to, own] = Array(6).keys();
  const { prepare, weight } = exponential({ most, scale, own });
  return [
    ...prepare,
    ...loop(
      v128.store(i32.add(local.get(from), local.get(bytes)), weight(v128.load(local.get(from)))),
      local.set(from, i32.add(local.get(from), i32.const(BYTES_A_VECTOR))),
      i32.less(local.get(from), local.get(to)),
    ),
  ];
}

/** How many locals `exponential` needs, all of them vectors. */
const EXPONENTIAL_LOCALS = 5 + CONSTANTS.length;

/**
 * Code that computes the weights of four logits.
 *
 * @param locals `most`: that of the greatest logit; `scale`: that of the scale; `own`: the first of those for its own use
 */
function exponential({ most, scale, own }: { readonly most: number; readonly scale: number; readonly own: number }): {
  /** Fills its own locals; runs once, before the loop. */
  readonly prepare: Code;
  /** Computes the weights of a vector of logits. */
  readonly weight: (logits: Code) => Code;
} {
  const [greatest, factor, x, t, r, constants] = Array.from({ length: 6 }, (_, index) => own + index);
  const constant = (value: number): Code => local.get(constants + CONSTANTS.indexOf(value));
  const scaled = (logits: Code): Code => f32x4.mul(f32x4.sub(logits, local.get(greatest)), local.get(factor));
  const polynomial = COEFFICIENTS.map(constant).reduceRight((higher, next) =>
    f32x4.multiplyAdd(higher, local.get(r), next)
  );
  return {
    prepare: [
      ...local.set(greatest, f32x4.splat(local.get(most))),
      ...local.set(factor, f32x4.splat(local.get(scale))),
      ...CONSTANTS.flatMap((value, index) => local.set(constants + index, all(value))),
    ],
    weight: (logits) => [
      ...local.set(x, f32x4.pseudoMax(scaled(logits), constant(SMALLEST))),
      ...local.set(t, f32x4.add(local.get(x), constant(ROUNDING))),
      ...local.set(r, f32x4.sub(local.get(x), f32x4.sub(local.get(t), constant(ROUNDING)))),
      ...f32x4.mul(polynomial, i32x4.shiftLeft(local.get(t), i32.const(MANTISSA_BITS))),
    ],
  };
}

/** A vector of four equal numbers. */
function all(value: number): Code {
  return f32x4.splat(f32.const(value));
}

/** Reduces the four numbers of a vector local by `combine`. */
function across(vector: number, combine: (a: Code, b: Code) => Code): Code {
  return [0, 1, 2, 3].map((lane) => f32x4.lane(lane, local.get(vector))).reduce((a, b) => combine(a, b));
}
