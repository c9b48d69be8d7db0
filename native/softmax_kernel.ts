/**
 * The inner loops of a softmax over a row of logits, four at a time: JavaScript takes numbers one by one.
 *
 * A row lies in memory from address 0 on, filled up with -∞ to whole blocks; `bytes` is its length. Behind it lie the weights
 * of its logits, and behind them the sums of the weights of each block, all as f32.
 *
 * e^x for x ≤ 0 is 2^n e^r with n = round(x / ln 2), hence |r| ≤ ln 2 / 2, and e^r by a polynomial of degree 5 (least greatest
 * relative error, 9.2e-8). What rounding x - n ln 2 adds is |x| 6e-8, as much as a logit of that size is known to.
 *
 * @module
 */
import { type Code, F32, f32, f32x4, I32, i32, i32x4, local, loop, V128, v128, wasmModule } from "./wasm.ts";

/** Logits in a block. */
export const BLOCK = 256;
/** Below this, e^x is taken as 0: 2^-126 is the smallest number with all its digits. */
const SMALLEST = -87;
const [MANTISSA_BITS, EXPONENT_BIAS] = [23, 127];
/** Added to a small number, it leaves that number, rounded and as an exponent, in the last bits. */
const ROUNDING = 1.5 * 2 ** MANTISSA_BITS + EXPONENT_BIAS;
/** Of e^r, the constant first. */
const COEFFICIENTS = [1, 0.9999997, 0.4999915, 0.16667637, 0.041897975, 0.008290307];
/** What `weigh` keeps in locals, from this one on. */
const CONSTANTS = [SMALLEST, ROUNDING, Math.LOG2E, Math.LN2, ...COEFFICIENTS];
const FIRST_CONSTANT = 10;
const [BYTES_A_NUMBER, BYTES_A_VECTOR] = [4, 16];

/** The loops, over a memory of their own. */
export interface SoftmaxKernel {
  /** Row, weights and sums; grow it to three times the row. */
  readonly memory: WebAssembly.Memory;
  /** The greatest logit of the row, leaving NaN out. */
  greatest(bytes: number): number;
  /** Writes the weights e^((logit - greatest) inverse) of the row, NaN for NaN, and the sum of each block. */
  weigh(bytes: number, greatest: number, inverse: number): void;
}

/** Assembles the loops. */
export function softmaxKernel(): SoftmaxKernel {
  const module = wasmModule([
    { name: "greatest", parameters: [I32], result: F32, locals: [I32, V128], body: greatest() },
    {
      name: "weigh",
      parameters: [I32, F32, F32],
      locals: [I32, I32, I32, V128, V128, V128, V128, ...CONSTANTS.map(() => V128)],
      body: weigh(),
    },
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(module)).exports as unknown as SoftmaxKernel;
}

function greatest(): Code {
  const [bytes, address, most] = [0, 1, 2];
  return [
    ...local.set(most, all(-Infinity)),
    ...loop(
      local.set(most, f32x4.pseudoMax(local.get(most), v128.load(local.get(address)))),
      local.set(address, i32.add(local.get(address), i32.const(BYTES_A_VECTOR))),
      i32.less(local.get(address), local.get(bytes)),
    ),
    ...across(most, f32.max),
  ];
}

function weigh(): Code {
  const [bytes, most, inverse, address, sums, end, x, t, r, sum] = Array(FIRST_CONSTANT).keys();
  const below = f32x4.sub(v128.load(local.get(address)), f32x4.splat(local.get(most)));
  return [
    ...CONSTANTS.flatMap((value, index) => local.set(FIRST_CONSTANT + index, all(value))),
    ...local.set(sums, i32.add(local.get(bytes), local.get(bytes))),
    ...loop(
      local.set(sum, all(0)),
      local.set(end, i32.add(local.get(address), i32.const(BLOCK * BYTES_A_NUMBER))),
      loop(
        local.set(x, f32x4.mul(below, f32x4.splat(local.get(inverse)))),
        local.set(x, exponential({ x, t, r })),
        v128.store(i32.add(local.get(address), local.get(bytes)), local.get(x)),
        local.set(sum, f32x4.add(local.get(sum), local.get(x))),
        local.set(address, i32.add(local.get(address), i32.const(BYTES_A_VECTOR))),
        i32.less(local.get(address), local.get(end)),
      ),
      f32.store(local.get(sums), across(sum, f32.add)),
      local.set(sums, i32.add(local.get(sums), i32.const(BYTES_A_NUMBER))),
      i32.less(local.get(address), local.get(bytes)),
    ),
  ];
}

/** e^x of the four numbers in local `x`; locals `t` and `r` are overwritten. */
function exponential({ x, t, r }: { readonly x: number; readonly t: number; readonly r: number }): Code {
  const n = f32x4.sub(local.get(t), constant(ROUNDING));
  const polynomial = COEFFICIENTS.map(constant).reduceRight((higher, next) =>
    f32x4.add(f32x4.mul(higher, local.get(r)), next)
  );
  return [
    ...local.set(r, f32x4.pseudoMax(local.get(x), constant(SMALLEST))),
    ...local.set(t, f32x4.add(f32x4.mul(local.get(r), constant(Math.LOG2E)), constant(ROUNDING))),
    ...local.set(r, f32x4.sub(local.get(r), f32x4.mul(n, constant(Math.LN2)))),
    ...v128.andNot(
      f32x4.mul(polynomial, i32x4.shiftLeft(local.get(t), i32.const(MANTISSA_BITS))),
      f32x4.less(local.get(x), constant(SMALLEST)),
    ),
  ];
}

/** Four times the same. */
function all(value: number): Code {
  return f32x4.splat(f32.const(value));
}

/** The same, kept in a local: made in a loop it would be made anew each time. */
function constant(value: number): Code {
  return local.get(FIRST_CONSTANT + CONSTANTS.indexOf(value));
}

/** `combine` over the four numbers of a local. */
function across(vector: number, combine: (a: Code, b: Code) => Code): Code {
  return [0, 1, 2, 3].map((lane) => f32x4.lane(lane, local.get(vector))).reduce((a, b) => combine(a, b));
}
