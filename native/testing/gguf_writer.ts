/**
 * Encodes GGUF files of version 3, for tests.
 *
 * @module
 */

/** A metadata value, with the type it is written as. */
export type MetadataValue =
  | { readonly type: "u32"; readonly value: number }
  | { readonly type: "f32"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "strings"; readonly value: readonly string[] }
  | { readonly type: "i32s"; readonly value: readonly number[] };

/** A named tensor and its numbers. */
export interface TensorData {
  /** Such as `blk.0.attn_q.weight`. */
  readonly name: string;
  /** Its sizes, the fastest changing first. */
  readonly dimensions: readonly number[];
  /** The array's type is the number format; bytes are Q8_0 blocks. */
  readonly data: Float32Array<ArrayBuffer> | Float16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
}

const ALIGNMENT = 32;
const TYPES = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;

/** Encodes a file: the keys and the tensors in their order, tensors aligned to 32 bytes. */
export function encodeGguf(
  metadata: ReadonlyMap<string, MetadataValue>,
  tensors: readonly TensorData[],
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const bytes = (part: Uint8Array<ArrayBuffer>) => {
    parts.push(part);
    size += part.length;
  };
  const u32 = (value: number) => bytes(new Uint8Array(new Uint32Array([value]).buffer));
  const u64 = (value: number) => bytes(new Uint8Array(new BigUint64Array([BigInt(value)]).buffer));
  const text = (value: string) => {
    const encoded = new TextEncoder().encode(value);
    u64(encoded.length);
    bytes(encoded);
  };
  const pad = () => bytes(new Uint8Array(padding(size)));
  bytes(new TextEncoder().encode("GGUF"));
  u32(3);
  u64(tensors.length);
  u64(metadata.size);
  for (const [key, entry] of metadata) {
    text(key);
    switch (entry.type) {
      case "u32":
        u32(TYPES.u32);
        u32(entry.value);
        break;
      case "f32":
        u32(TYPES.f32);
        bytes(new Uint8Array(new Float32Array([entry.value]).buffer));
        break;
      case "bool":
        u32(TYPES.bool);
        bytes(new Uint8Array([entry.value ? 1 : 0]));
        break;
      case "string":
        u32(TYPES.string);
        text(entry.value);
        break;
      case "strings":
        u32(TYPES.array);
        u32(TYPES.string);
        u64(entry.value.length);
        entry.value.forEach(text);
        break;
      case "i32s":
        u32(TYPES.array);
        u32(TYPES.i32);
        u64(entry.value.length);
        bytes(new Uint8Array(new Int32Array(entry.value).buffer));
    }
  }
  let offset = 0;
  for (const tensor of tensors) {
    text(tensor.name);
    u32(tensor.dimensions.length);
    tensor.dimensions.forEach(u64);
    u32(tensor.data instanceof Float32Array ? 0 : tensor.data instanceof Uint8Array ? 8 : 1);
    u64(offset);
    offset += tensor.data.byteLength + padding(tensor.data.byteLength);
  }
  pad();
  for (const { data } of tensors) {
    bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    pad();
  }
  const file = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function padding(length: number): number {
  return (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
}
