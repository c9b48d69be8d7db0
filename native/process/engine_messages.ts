/**
 * The messages between an engine client and its child process, and their framing: the length in four bytes (little
 * endian), then JSON.
 *
 * @module
 */
import { type ErrorCode, EXIT_CODES, PolicyError } from "@rstar/core";
import type { CountRequest, EngineModelOptions, GenerateRequest, ScoreRequest } from "../engine/engine_port.ts";

/** From client to process. `id` identifies a call; `abort` ends the call of that id. */
export type EngineMessage =
  | {
    readonly id: number;
    readonly method: "loadModel";
    readonly path: string;
    readonly options: EngineModelOptions;
  }
  | { readonly id: number; readonly method: "generate"; readonly request: GenerateRequest }
  | { readonly id: number; readonly method: "score"; readonly request: ScoreRequest }
  | { readonly id: number; readonly method: "countTokens"; readonly request: CountRequest }
  | { readonly id: number; readonly method: "stats" }
  | { readonly id: number; readonly method: "abort" };

/** An error as plain data. */
export interface ErrorData {
  /** Name of its class, such as `RangeError`. */
  readonly name: string;
  /** The code, where it is one of ours: that of a {@linkcode PolicyError}. */
  readonly code?: ErrorCode;
  /** The message, without the stack. */
  readonly message: string;
}

/** From process to client: how a call ended, or what belongs to no call. */
export type EngineReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ErrorData }
  /** A line of a download. */
  | { readonly progress: string }
  /** A sign of life: the batches decoded so far, over all models. */
  | { readonly batches: number };

/** A longer frame is rejected: not the message is long, but the stream is broken. */
const MAX_FRAME_BYTES = 2 ** 28;
const HEADER_BYTES = 4;

/** Encodes one message as a frame. */
export function encodeFrame(message: EngineMessage | EngineReply): Uint8Array<ArrayBuffer> {
  const body = new TextEncoder().encode(JSON.stringify(message));
  const frame = new Uint8Array(HEADER_BYTES + body.length);
  new DataView(frame.buffer).setUint32(0, body.length, true);
  frame.set(body, HEADER_BYTES);
  return frame;
}

/**
 * Decodes the messages of a stream of frames, however it is cut into chunks. An incomplete last frame is dropped.
 *
 * @throws {PolicyError} `engine_failed` when the bytes are no frames of JSON
 */
export async function* decodeFrames<Message>(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Message> {
  let pending: Uint8Array[] = [];
  let size = 0;
  let wanted = HEADER_BYTES;
  for await (const chunk of chunks) {
    pending.push(chunk);
    size += chunk.length;
    if (size < wanted) continue;
    const bytes = pending.length === 1 ? chunk : concatenate(pending, size);
    let position = 0;
    for (;;) {
      wanted = HEADER_BYTES;
      if (bytes.length - position < wanted) break;
      wanted += frameLength(bytes, position);
      if (bytes.length - position < wanted) break;
      yield parse<Message>(bytes.subarray(position + HEADER_BYTES, position + wanted));
      position += wanted;
    }
    pending = [bytes.subarray(position)];
    size = bytes.length - position;
  }
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}

function frameLength(bytes: Uint8Array, position: number): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset + position, HEADER_BYTES).getUint32(0, true);
  if (length <= MAX_FRAME_BYTES) return length;
  throw new PolicyError("engine_failed", `Cannot read a message as it is no frame of the engine: ${length} bytes`);
}

function parse<Message>(body: Uint8Array): Message {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as Message;
  } catch (cause) {
    throw new PolicyError("engine_failed", "Cannot read a message as it is no JSON", { cause });
  }
}

/** Converts an error to plain data. */
export function errorToData(error: unknown): ErrorData {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message } = error;
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && Object.hasOwn(EXIT_CODES, code)
    ? { name, code: code as ErrorCode, message }
    : { name, message };
}

/** Converts data back to an error. Without a code it becomes `engine_failed`, except `RangeError` and `TypeError`. */
export function errorFromData({ name, code, message }: ErrorData): Error {
  if (code !== undefined) return new PolicyError(code, message);
  if (name === "RangeError") return new RangeError(message);
  if (name === "TypeError") return new TypeError(message);
  return new PolicyError("engine_failed", message);
}
