/**
 * The wire format between a verifier and its workers: JSON commands in, small binary frames out. An untrusted program may have
 * chosen every byte of a frame's payload; here it is only measured, decoded leniently and cut.
 *
 * @module
 */
import type { OutputStyle } from "../verifier.ts";

/** How a job ended, observed by the supervisor; the index is the number on the wire. */
const VERDICTS = ["reported", "cpu_limit", "wall_limit", "died", "malformed", "gone"] as const;

/** How a job ended, observed by the supervisor. */
export type Verdict = typeof VERDICTS[number];

/** Runs the steps of a program, the first of them in the state that job `parent` left. */
export interface RunCommand {
  /** Discriminates commands. */
  readonly op: "run";
  /** Unique in its worker, positive. */
  readonly id: number;
  /** On whose behalf: owners are served in turn. Default: the empty string. */
  readonly owner?: string;
  /** Sources, in order. Only the last one's report is sent. */
  readonly steps: readonly string[];
  /** Id of a job whose interpreter was kept, null for a fresh one. */
  readonly parent: number | null;
  /** Whether to keep the interpreter as a snapshot. */
  readonly keep: boolean;
  /** CPU limit of each step, ms. */
  readonly cpu_ms: number;
  /** Wall limit of each step, ms. */
  readonly wall_ms: number;
  /** How the last step's result becomes text. */
  readonly style: OutputStyle;
}

/** A command to a worker. `stats` is answered by a notice, `cancel` and `forget` not at all. */
export type Command = RunCommand | { readonly op: "cancel" | "forget"; readonly id: number } | { readonly op: "stats" };

/** How a step ended, reported by the program's own process. */
export type Outcome = "done" | "raised" | "out_of_memory";

/** The result of a job. */
export interface Report {
  /** Observed by the supervisor. */
  readonly verdict: Verdict;
  /** Whether its interpreter was kept. */
  readonly kept: boolean;
  /** CPU time of the last step in ms, from the kernel. */
  readonly cpuMs: number;
  /** Wall time of the job in ms. */
  readonly wallMs: number;
  /** Null unless `verdict` is `reported`. Untrusted. */
  readonly outcome: Outcome | null;
  /** The step's result as text, or `TypeName: message`. Untrusted. */
  readonly text: string;
}

/** A frame: the report of job `id`, or (id 0) a notice of the supervisor. */
export type Frame = { readonly id: number; readonly report: Report } | {
  readonly id: 0;
  readonly notice: Readonly<Record<string, unknown>>;
};

/** Longest frame. A longer one means that the stream is out of step. */
export const MAX_FRAME_BYTES = 1 << 20;
/** Longest text of a report, in UTF-16 units: 512, `...` and 512 more code points. */
export const MAX_TEXT_LENGTH = 2 * (512 + 3 + 512);
const LENGTH_BYTES = 4;
const HEADER_BYTES = 14; // u32 job, u8 verdict, u8 kept, u32 CPU µs, u32 wall µs
const OUTCOMES: Readonly<Record<number, Outcome>> = { 0x31: "done", 0x30: "raised", 0x6d: "out_of_memory" };

/** A command as bytes: its length (u32, little endian), then JSON. */
export function encodeCommand(command: Command): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(command));
  const bytes = new Uint8Array(LENGTH_BYTES + json.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

/** Splits a stream of bytes into frames. */
export class FrameDecoder {
  #buffer = new Uint8Array(0);

  /**
   * Takes the next bytes and returns the frames that they complete.
   *
   * @throws {RangeError} when a frame's length is impossible; the stream cannot be read any further
   */
  push(chunk: Uint8Array): Frame[] {
    const bytes = new Uint8Array(this.#buffer.length + chunk.length);
    bytes.set(this.#buffer);
    bytes.set(chunk, this.#buffer.length);
    const view = new DataView(bytes.buffer);
    const frames: Frame[] = [];
    let offset = 0;
    while (bytes.length - offset >= LENGTH_BYTES) {
      const length = view.getUint32(offset, true);
      if (length < HEADER_BYTES || length > MAX_FRAME_BYTES) {
        throw new RangeError(
          `Cannot read a frame of ${length} bytes: lengths are ${HEADER_BYTES} to ${MAX_FRAME_BYTES}`,
        );
      }
      const end = offset + LENGTH_BYTES + length;
      if (end > bytes.length) break;
      frames.push(decodeFrame(bytes.subarray(offset + LENGTH_BYTES, end)));
      offset = end;
    }
    this.#buffer = bytes.slice(offset);
    return frames;
  }
}

/** Decodes a frame, its length left out. */
function decodeFrame(bytes: Uint8Array): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const id = view.getUint32(0, true);
  const payload = bytes.subarray(HEADER_BYTES);
  if (id === 0) return { id, notice: JSON.parse(new TextDecoder().decode(payload)) };
  const verdict = VERDICTS[view.getUint8(4)] ?? "malformed";
  const outcome = verdict === "reported" ? OUTCOMES[payload[0]] ?? null : null;
  return {
    id,
    report: {
      verdict: verdict === "reported" && outcome === null ? "malformed" : verdict,
      kept: view.getUint8(5) === 1,
      cpuMs: view.getUint32(6, true) / 1000,
      wallMs: view.getUint32(10, true) / 1000,
      outcome,
      text: outcome === null ? "" : new TextDecoder().decode(payload.subarray(1)).slice(0, MAX_TEXT_LENGTH),
    },
  };
}
