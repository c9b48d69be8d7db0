/**
 * Reports which layers of the sandbox work on this machine, by starting it.
 *
 * @module
 */
import { VerifierError } from "../errors.ts";
import { PythonVerifier } from "./python_verifier.ts";

/** One layer of the sandbox. */
export interface SandboxLayer {
  /** Which layer. */
  readonly layer: "seccomp" | "landlock" | "bubblewrap" | "snapshots";
  /** Whether it works on this machine. */
  readonly active: boolean;
  /** What it does, or what is lost without it, for people. */
  readonly detail: string;
}

/**
 * Tries every layer with the interpreter `python`. Programs run wherever seccomp is active.
 *
 * @returns the layers, in the order of their importance
 *
 * @throws {VerifierError} `python_unavailable` when the interpreter cannot be started
 */
export async function probeSandbox(python: string): Promise<SandboxLayer[]> {
  let found: PythonVerifier["sandbox"] | undefined;
  let reason = "";
  try {
    await using verifier = await PythonVerifier.start({ python });
    found = verifier.sandbox;
  } catch (error) {
    if (!(error instanceof VerifierError) || error.code !== "sandbox_unavailable") throw error;
    reason = error.message;
  }
  const wall = found?.wall ?? "none";
  return [
    {
      layer: "seccomp",
      active: found?.seccomp ?? false,
      detail: found?.seccomp
        ? "programs may only make harmless system calls"
        : `programs are not run unless asked for with --unsafe: ${reason}`,
    },
    {
      layer: "landlock",
      active: Boolean(found?.landlock),
      detail: found?.landlock
        ? `interface version ${found.landlock}: programs may only read Python's folders`
        : "programs can open no file at all, so only preloaded modules can be imported",
    },
    {
      layer: "bubblewrap",
      active: wall !== "none",
      detail: {
        full: "namespaces of their own for files, processes and network",
        without_proc: "namespaces of their own, but no /proc: fewer snapshots are kept",
        none: "not installed, or the machine allows no user namespaces; the other layers do without",
      }[wall],
    },
    {
      layer: "snapshots",
      active: found?.snapshots ?? false,
      detail: found?.snapshots ? "each step runs once" : "every step replays the steps before it",
    },
  ];
}
