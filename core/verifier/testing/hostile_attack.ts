/**
 * An attack on the sandbox: what it runs, what it aims at, and what must come of it.
 *
 * @module
 */
import type { OutputStyle } from "../verifier.ts";

/** A program that attacks the sandbox. */
export interface HostileProgram {
  /** What it attempts; the step of the test is called so. */
  readonly name: string;
  /** What it attacks: what a program may reach, how much it may use, or the harness around it. */
  readonly kind: "isolation" | "resources" | "harness";
  /** Python, one step. */
  readonly code: string;
  /** What `<status> <output>` of its observation must match. */
  readonly expect: RegExp;
  /** CPU limit, ms. Default 300. */
  readonly cpuMs?: number;
  /** Default `stdout`. */
  readonly output?: OutputStyle;
}

/** Things outside of the sandbox that attacks aim at. */
export interface Targets {
  /** A folder that everybody may write to, with `secret.txt` (contents `TOPSECRET`) in it. */
  readonly folder: string;
  /** A TCP port of 127.0.0.1 that accepts. */
  readonly port: number;
}

/**
 * A step that reports at once and then serves its channel itself: each time it is asked to fork it runs `reply`, where `f[0]` is
 * the descriptor that it was handed.
 */
export function takeOver(reply: string): string {
  return `
import socket, array, struct, os
s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)
os.write(3, struct.pack('<I', 1) + b'1')
while True:
    data, ancillary, _, _ = s.recvmsg(6, 64)
    if not data: os._exit(0)
    f = array.array('i')
    for _, _, payload in ancillary: f.frombytes(payload)
    ${reply}
`;
}

/** An attack whose file gives its kind. */
export type Attack = Omit<HostileProgram, "kind">;
