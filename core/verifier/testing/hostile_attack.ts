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

/** An attack whose file gives its kind. */
export type Attack = Omit<HostileProgram, "kind">;
