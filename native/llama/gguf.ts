/**
 * Reads the header of a GGUF file: metadata and the table of tensors, no weights.
 *
 * Covered: versions 2 and 3, little endian, every value type; each count, length and offset is checked against the file's size
 * before it is believed. Not covered: big-endian files, version 1.
 *
 * @module
 * @see {@link https://github.com/ggml-org/ggml/blob/master/docs/gguf.md}
 */

import { PolicyError } from "@rstar/core";

/** An array in the metadata. */
export interface GgufArray {
  /** The `enum gguf_type` of its elements. */
  readonly elementType: number;
  /** How many elements it has. */
  readonly length: number;
  /** Its elements where they are strings, else an empty array; read from the file's bytes at each call. */
  strings(): string[];
}

/** A value in the metadata. 64-bit integers are rounded to doubles. */
export type GgufValue = string | number | boolean | GgufArray;

/** One entry of the table of tensors. */
export interface GgufTensor {
  /** Such as `blk.0.attn_q.weight`. */
  readonly name: string;
  /** Its sizes, the fastest changing first. */
  readonly dimensions: readonly number[];
  /** Its `enum ggml_type`. */
  readonly type: number;
  /** Where it starts, in bytes from the start of the data. */
  readonly offset: number;
}

/** Everything in front of the weights. */
export interface GgufHeader {
  /** Version of the format, 2 or 3. */
  readonly version: number;
  /** Keys and values, in the order of the file. */
  readonly metadata: ReadonlyMap<string, GgufValue>;
  /** The table of tensors, in the order of the file. */
  readonly tensors: readonly GgufTensor[];
  /** Where the weights start, in bytes from the start of the file. */
  readonly dataOffset: number;
  /** Size of the whole file in bytes. */
  readonly fileBytes: number;
}

const TYPE_BYTES = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8] as const;
const STRING = 8, ARRAY = 9;
const MAX_DIMENSIONS = 4;
const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads the header of the file at `path`.
 *
 * @throws {PolicyError} `model_not_found` when no file is there or it may not be read; `model_invalid` when it is no GGUF file or its
 * header is corrupt or cut off
 */
export function readGgufHeader(path: string): GgufHeader {
  using file = openModel(path);
  const fileBytes = file.statSync().size;
  const invalid = (reason: string) => new PolicyError("model_invalid", `Cannot load ${path} as ${reason}`);
  // The header's length is unknown: read more of it until it fits.
  for (let length = Math.min(fileBytes, 1 << 20);; length = Math.min(fileBytes, length * 4)) {
    const bytes = new Uint8Array(length);
    file.seekSync(0, Deno.SeekMode.Start);
    let filled = 0;
    for (let n: number | null; filled < length && (n = file.readSync(bytes.subarray(filled))) !== null;) filled += n;
    try {
      return parse(new Reader(bytes.subarray(0, filled), fileBytes));
    } catch (error) {
      if (error instanceof EndOfBytes && filled === length && length < fileBytes) continue;
      if (error instanceof EndOfBytes) throw invalid(`its header is cut off: the file has ${fileBytes} bytes`);
      if (error instanceof Corrupt) throw invalid(error.message);
      throw error;
    }
  }
}

function openModel(path: string): Deno.FsFile {
  try {
    const info = Deno.statSync(path);
    if (!info.isFile) throw new PolicyError("model_invalid", `Cannot load ${path} as it is not a file`);
    return Deno.openSync(path);
  } catch (cause) {
    if (cause instanceof PolicyError) throw cause;
    const reason = cause instanceof Deno.errors.NotFound ? "no such file exists" : (cause as Error).message;
    throw new PolicyError("model_not_found", `Cannot load ${path} as ${reason}`, { cause });
  }
}

/** The header continues behind the bytes that were read. */
class EndOfBytes extends Error {}
/** The header cannot be right, whatever follows. */
class Corrupt extends Error {}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly fileBytes: number;
  at = 0;

  constructor(bytes: Uint8Array, fileBytes: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.fileBytes = fileBytes;
  }

  /** Skips `length` bytes; returns the position of the first. */
  take(length: number): number {
    if (length > this.fileBytes - this.at) throw new EndOfBytes();
    if (this.at + length > this.#bytes.length) throw new EndOfBytes();
    const at = this.at;
    this.at += length;
    return at;
  }

  u32(): number {
    return this.#view.getUint32(this.take(4), true);
  }

  u64(): number {
    return Number(this.#view.getBigUint64(this.take(8), true));
  }

  /** An unsigned 64-bit count of items of at least `unitBytes` each; throws where the file cannot hold so many. */
  count(what: string, unitBytes: number): number {
    const value = this.u64();
    if (value * unitBytes > this.fileBytes) throw new Corrupt(`its header is corrupt: ${value} ${what}`);
    return value;
  }

  text(): string {
    const length = this.count("bytes of text", 1);
    const at = this.take(length);
    return UTF8.decode(this.#bytes.subarray(at, at + length));
  }

  /** The `count` strings that start at `at`, a position before this one. */
  textsAt(at: number, count: number): string[] {
    const reader = new Reader(this.#bytes, this.fileBytes);
    reader.at = at;
    return Array.from({ length: count }, () => reader.text());
  }

  scalar(type: number): string | number | boolean {
    if (type === STRING) return this.text();
    const at = this.take(TYPE_BYTES[type]);
    switch (type) {
      case 0:
        return this.#view.getUint8(at);
      case 1:
        return this.#view.getInt8(at);
      case 2:
        return this.#view.getUint16(at, true);
      case 3:
        return this.#view.getInt16(at, true);
      case 4:
        return this.#view.getUint32(at, true);
      case 5:
        return this.#view.getInt32(at, true);
      case 6:
        return this.#view.getFloat32(at, true);
      case 7:
        return this.#view.getUint8(at) !== 0;
      case 10:
        return Number(this.#view.getBigUint64(at, true));
      case 11:
        return Number(this.#view.getBigInt64(at, true));
      default:
        return this.#view.getFloat64(at, true);
    }
  }
}

function parse(reader: Reader): GgufHeader {
  if (reader.fileBytes < 24 || reader.u32() !== 0x46554747) throw new Corrupt("it is not a GGUF file");
  const version = reader.u32();
  if (version !== 2 && version !== 3) throw new Corrupt(`its GGUF version is ${version}, not 2 or 3`);
  const tensorCount = reader.count("tensors", 24);
  const keyCount = reader.count("metadata keys", 13);
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < keyCount; i++) {
    const key = reader.text();
    if (metadata.has(key)) throw new Corrupt(`its header is corrupt: ${quote(key)} occurs twice`);
    metadata.set(key, value(reader, key));
  }
  const tensors: GgufTensor[] = [];
  const names = new Set<string>();
  for (let i = 0; i < tensorCount; i++) {
    const entry = tensor(reader);
    if (names.has(entry.name)) throw new Corrupt(`its tensor ${quote(entry.name)} occurs twice`);
    names.add(entry.name);
    tensors.push(entry);
  }
  const alignment = metadata.get("general.alignment") ?? 32;
  if (typeof alignment !== "number" || alignment < 1 || alignment > 1 << 20 || (alignment & (alignment - 1)) !== 0) {
    throw new Corrupt(`its alignment is ${quote(alignment)}, not a power of two`);
  }
  const dataOffset = Math.ceil(reader.at / alignment) * alignment;
  for (const { name, offset } of tensors) {
    if (offset % alignment !== 0) {
      throw new Corrupt(`its tensor ${quote(name)} starts at ${offset}, which is not aligned`);
    }
    if (dataOffset + offset < reader.fileBytes) continue;
    throw new Corrupt(
      `it is cut off or corrupt: its tensor ${quote(name)} starts at byte ${
        dataOffset + offset
      } of ${reader.fileBytes}`,
    );
  }
  return { version, metadata, tensors, dataOffset, fileBytes: reader.fileBytes };
}

function value(reader: Reader, key: string): GgufValue {
  const type = reader.u32();
  if (type !== ARRAY) {
    if (!(type in TYPE_BYTES)) throw new Corrupt(`its header is corrupt: ${quote(key)} has type ${type}`);
    return reader.scalar(type);
  }
  const elementType = reader.u32();
  if (!(elementType in TYPE_BYTES) || elementType === ARRAY) {
    throw new Corrupt(`its header is corrupt: ${quote(key)} is an array of type ${elementType}`);
  }
  const bytes = elementType === STRING ? 8 : TYPE_BYTES[elementType];
  const length = reader.count("elements", bytes);
  const at = reader.at;
  if (elementType !== STRING) {
    reader.take(length * bytes);
    return { elementType, length, strings: () => [] };
  }
  for (let i = 0; i < length; i++) reader.take(reader.count("bytes of text", 1));
  return { elementType, length, strings: () => reader.textsAt(at, length) };
}

function tensor(reader: Reader): GgufTensor {
  const name = reader.text();
  const rank = reader.u32();
  if (rank < 1 || rank > MAX_DIMENSIONS) throw new Corrupt(`its tensor ${quote(name)} has ${rank} dimensions`);
  // A weight takes a quarter of a byte or more in every format.
  const dimensions = Array.from({ length: rank }, () => reader.count(`numbers in tensor ${quote(name)}`, 1 / 8));
  if (dimensions.includes(0)) throw new Corrupt(`its tensor ${quote(name)} is empty`);
  const type = reader.u32();
  return { name, dimensions, type, offset: reader.u64() };
}

/** A name from a file that may be corrupt, short enough for a message. */
function quote(name: unknown): string {
  const text = JSON.stringify(name);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
