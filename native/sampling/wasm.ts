/**
 * A small assembler for WebAssembly: loops over rows of numbers by SIMD, which JavaScript cannot express.
 *
 * An instruction is a function of the code of its operands: `f32x4.add(a, b)` is the bytes of `a`, those of `b`, and its own.
 * Covered: functions of numbers over one memory. Not covered: tables, globals, imports, and checks of any kind; an invalid
 * module is rejected by `new WebAssembly.Module`.
 *
 * @module
 * @see https://webassembly.github.io/spec/core/binary/instructions.html
 */

/** The bytes of one or more instructions. */
export type Code = readonly number[];

/** Value types, by their byte in the binary format. */
export const I32 = 0x7f, F32 = 0x7d, V128 = 0x7b;
const EMPTY_BLOCK = 0x40, FUNCTION = 0x60, END = 0x0b;

/** A function that a module exports. */
export interface WasmFunction {
  /** The name it is exported by. */
  readonly name: string;
  /** Types of its parameters, which are locals 0, 1, … */
  readonly parameters: readonly number[];
  /** Type of its result. Default: none. */
  readonly result?: number;
  /** Types of the locals that follow the parameters. */
  readonly locals: readonly number[];
  /** Its instructions, without the final `end`. */
  readonly body: Code;
}

/** An unsigned integer as LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [value % 128 + 128, ...unsigned(Math.floor(value / 128))];
}

/** A signed integer as LEB128. */
function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [value & 127 | 128, ...signed(value >> 7)];
}

function float(value: number): number[] {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

const op = (...bytes: number[]) => (...operands: Code[]): Code => [...operands.flat(), ...bytes];
const simd = (number: number, ...immediates: number[]) => op(0xfd, ...unsigned(number), ...immediates);

/** Reads and writes parameters and locals. */
export const local = {
  get: (index: number): Code => [0x20, index],
  set: (index: number, value: Code): Code => [...value, 0x21, index],
};

/** Runs `body`, and repeats it while the condition at its end is not 0. */
export function loop(...body: Code[]): Code {
  return [0x03, EMPTY_BLOCK, ...body.flat(), 0x0d, 0x00, END];
}

/** Instructions on 32-bit integers, which addresses are too; `less` is unsigned. */
export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: op(0x6a),
  less: op(0x49),
};

/** Instructions on single numbers. */
export const f32 = {
  const: (value: number): Code => [0x43, ...float(value)],
  add: op(0x92),
  max: op(0x97),
  store: op(0x38, 2, 0),
};

/** Instructions on vectors of sixteen bytes. */
export const v128 = {
  /** Loads from `address` + `offset`, which is less than 128. */
  load: (address: Code, offset = 0): Code => simd(0, 4, offset)(address),
  store: simd(11, 4, 0),
};

/** Instructions on vectors of four f32. */
export const f32x4 = {
  splat: simd(19),
  lane: (lane: number, value: Code): Code => simd(31, lane)(value),
  add: simd(228),
  sub: simd(229),
  mul: simd(230),
  /** The second operand where the first is less, else the first; so NaN where the first is NaN. */
  pseudoMax: simd(235),
  /** The product of the first two operands plus the third, rounded once where the processor can, else twice. */
  multiplyAdd: simd(0x105),
};

/** Instructions on vectors of four 32-bit integers. */
export const i32x4 = {
  shiftLeft: simd(171),
};

/** The bytes of a module that exports `functions` and, as `memory`, the memory that they share, of 0 pages at first. */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
  const sized = (code: Code): Code => [...unsigned(code.length), ...code];
  const section = (id: number, items: readonly Code[]): Code => [id, ...sized(vector(items))];
  const name = (text: string): Code => sized([...new TextEncoder().encode(text)]);
  const types = functions.map(({ parameters, result }): Code => [
    FUNCTION,
    ...vector(parameters.map((type) => [type])),
    ...vector(result === undefined ? [] : [[result]]),
  ]);
  const bodies = functions.map(({ locals, body }) => sized([...vector(locals.map((type) => [1, type])), ...body, END]));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, types),
    ...section(3, functions.map((_, index) => unsigned(index))),
    ...section(5, [[0x00, 0x00]]),
    ...section(7, [
      ...functions.map((one, index): Code => [...name(one.name), 0x00, ...unsigned(index)]),
      [...name("memory"), 0x02, 0x00],
    ]),
    ...section(10, bodies),
  ]);
}
