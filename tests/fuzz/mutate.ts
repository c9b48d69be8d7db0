/**
 * Mutations: a new input from old ones. On bytes, on words of the format, and on the values of a line that is JSON.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** Numbers and texts at which software breaks. */
const VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 5e-324, [], {}, [[]]],
  ...["", " ", "\0", "\ud800", "\u202e<script>", "__proto__", "1e999", "x".repeat(5000)],
];
const WORDS = ["\n", "\r\n", "\t", "\0", "\ufeff", "é", "𝔸", "{", "}", "[", "]", '"', "\\", "null", "1e999", "-", ","];
const NUMBERS = [0n, 1n, 2n, 255n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];
/** Longest input that is made. */
const MAX_BYTES = 1 << 17;

/** Makes inputs, the same ones from the same random numbers. */
export class Mutator {
  readonly #random: () => number;
  readonly #words: readonly Uint8Array<ArrayBuffer>[];

  /** @param random uniform numbers in [0, 1) */
  constructor(random: () => number, words: readonly string[] = []) {
    this.#random = random;
    this.#words = [...WORDS, ...words, ...words].map((word) => new TextEncoder().encode(word)); // the format's own twice
  }

  /**
   * One to eight mutations of an input of the corpus: all of its bytes, or all of the values in lines that are JSON.
   */
  mutate(corpus: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
    let input = this.#one(corpus);
    const onValues = this.#below(2) === 0;
    for (let left = 1 << this.#below(4); left > 0; left--) {
      const mutant = (onValues && this.#mutateValue(input, corpus)) || this.#mutateBytes(input, corpus);
      input = mutant.subarray(0, MAX_BYTES);
    }
    return input;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #one<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)];
  }

  /** A place, and one behind it: near in most cases. */
  #span({ length }: Uint8Array): [from: number, to: number] {
    const from = this.#below(length + 1);
    return [from, Math.min(length, from + this.#below(2 ** this.#below(12)))];
  }

  #mutateBytes(input: Uint8Array<ArrayBuffer>, corpus: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
    const mutation = this.#one<() => Uint8Array<ArrayBuffer>>([
      () => edited(input, this.#below(input.length), (byte) => byte ^ 1 << this.#below(8)),
      () => edited(input, this.#below(input.length), () => this.#below(256)),
      () => {
        const [from, to] = this.#span(input);
        return joined(input.subarray(0, from), input.subarray(to));
      },
      () => { // the same again, up to 32 768 times: what is nested, and what is not linear
        const [from, to] = this.#span(input);
        const times = Math.min(2 ** this.#below(16), MAX_BYTES / (to - from + 1));
        return joined(input.subarray(0, to), repeated(input.subarray(from, to), times), input.subarray(to));
      },
      () => {
        const [from, to] = this.#span(input);
        return joined(input.subarray(0, from), this.#one(this.#words), input.subarray(this.#one([from, to])));
      },
      () => { // a word many times, and another as often behind it
        const [from, to] = this.#span(input);
        const times = 2 ** this.#below(14);
        const [open, close] = [this.#one(this.#words), this.#one(this.#words)];
        const [before, inside, after] = [input.subarray(0, from), input.subarray(from, to), input.subarray(to)];
        return joined(before, repeated(open, times), inside, repeated(close, times), after);
      },
      () => {
        const other = this.#one(corpus);
        const [from, to] = this.#span(other);
        const [at, end] = this.#span(input);
        return joined(input.subarray(0, at), other.subarray(from, to), input.subarray(end));
      },
      () => {
        const bytes = input.slice();
        const size = this.#one([4, 8]);
        if (bytes.length < size) return bytes;
        const view = new DataView(bytes.buffer), at = this.#below(bytes.length - size + 1), number = this.#one(NUMBERS);
        if (size === 8) view.setBigUint64(at, number, this.#random() < 0.8);
        else view.setUint32(at, Number(BigInt.asUintN(32, number)), this.#random() < 0.8);
        return bytes;
      },
    ]);
    return mutation();
  }

  /**
   * Another value in a line that is JSON, or the line once more or not at all. What a value is replaced by may come
   * from another input. Null where the line is no JSON.
   */
  #mutateValue(
    input: Uint8Array<ArrayBuffer>,
    corpus: readonly Uint8Array<ArrayBuffer>[],
  ): Uint8Array<ArrayBuffer> | null {
    const lines = textLines(input);
    let at = this.#below(lines.length);
    let value = parsed(lines[at]);
    for (let tries = 0; value === undefined && tries < 4; tries++) {
      value = parsed(lines[at = this.#below(lines.length)]);
    }
    if (value === undefined) return null;
    const kind = this.#below(lines.length > 1 ? 7 : 5);
    if (kind >= 5) {
      lines.splice(at, kind - 5, ...(kind === 5 ? [lines[at]] : []));
    } else {
      const holder = { value };
      const places = [...placesOf(holder)];
      const [object, key] = this.#one(places);
      const inside = places.map(([object, key]) => object[key]);
      const objects = inside.filter((value) => typeof value === "object" && value !== null) as Holder[];
      const [source, name] = this.#one([
        ...placesOf({ value: parsed(this.#one(textLines(this.#one(corpus)))) }),
        ...places,
      ]);
      const word = new TextDecoder().decode(this.#one(this.#words));
      if (kind === 0) delete object[key];
      else if (kind === 1 && objects.length > 0) this.#one(objects)[word] = structuredClone(source[name]);
      else object[key] = kind === 2 ? structuredClone(source[name]) : kind === 3 ? this.#one(VALUES) : word;
      lines[at] = JSON.stringify(holder.value) ?? "";
    }
    return new TextEncoder().encode(lines.join("\n"));
  }
}

type Holder = Record<string, unknown>;

/** Every place of a value inside `holder`: the object or array it is in, and its key. */
function* placesOf(holder: Holder): Generator<[Holder, string]> {
  for (const [key, value] of Object.entries(holder)) {
    yield [holder, key];
    if (typeof value === "object" && value !== null) yield* placesOf(value as Holder);
  }
}

function textLines(input: Uint8Array): string[] {
  return new TextDecoder().decode(input).split("\n");
}

function parsed(line: string): unknown {
  if (line.length > 20_000) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function edited(input: Uint8Array<ArrayBuffer>, at: number, edit: (byte: number) => number): Uint8Array<ArrayBuffer> {
  const bytes = input.slice();
  if (at < bytes.length) bytes[at] = edit(bytes[at]);
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}

function repeated(part: Uint8Array, times: number): Uint8Array {
  const bytes = new Uint8Array(part.length * Math.floor(times));
  for (let at = 0; at < bytes.length; at += part.length) bytes.set(part, at);
  return bytes;
}
