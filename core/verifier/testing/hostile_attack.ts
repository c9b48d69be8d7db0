/**
 * What an attack on the sandbox is.
 *
 * @module
 */
import type { OutputStyle } from "../verifier.ts";

/** One attack. */
export interface HostileProgram {
  /** What it tries. */
  readonly name: string;
  /** What it is about: who may reach what, how much of it, or what the harness makes of it. */
  readonly kind: "isolation" | "resources" | "harness";
  /** Its source. */
  readonly code: string;
  /** What `status output` must match. */
  readonly expect: RegExp;
  /** CPU limit. Default 300. */
  readonly cpuMs?: number;
  /** Default `stdout`. */
  readonly output?: OutputStyle;
}

/** What the attacks aim at, outside of the sandbox. */
export interface Targets {
  /** A folder that everybody may write to, with `secret.txt` (contents `TOPSECRET`) in it. */
  readonly folder: string;
  /** A TCP port of 127.0.0.1 that accepts. */
  readonly port: number;
}

/** An attack without its kind. */
export type Attack = Omit<HostileProgram, "kind">;
