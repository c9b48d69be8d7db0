/**
 * Starts the workers behind the strongest wall that this machine allows.
 *
 * @module
 */
import { VerifierError } from "../../errors.ts";
import { Pool } from "./pool.ts";
import type { Wall } from "./sandbox_command.ts";
import type { Hello, WorkerOptions } from "./worker.ts";

/** A pool, and the wall around each of its workers. */
export interface StartedPool {
  readonly pool: Pool;
  readonly wall: Wall;
}

/**
 * Starts `workers` workers: with bubblewrap and a /proc of its own, else without that /proc, else without bubblewrap.
 *
 * @throws {VerifierError} `sandbox_unavailable`, `python_unavailable` or `verifier_failed`
 */
export async function startPool(
  workers: number,
  options: Omit<WorkerOptions, "wall">,
  mayUseBubblewrap: boolean,
): Promise<StartedPool> {
  if (Deno.build.os === "windows") {
    throw new VerifierError("sandbox_unavailable", "Cannot run programs on Windows as it cannot fork: use WSL");
  }
  const walls: Wall[] = mayUseBubblewrap ? ["full", "without_proc", "none"] : ["none"];
  for (const wall of walls) {
    try {
      return { pool: await Pool.start(workers, { ...options, wall }), wall };
    } catch (error) {
      if (wall !== "none") continue;
      if (error instanceof VerifierError) throw error;
      throw new VerifierError("verifier_failed", `Cannot start the verifier: ${error}`, { cause: error });
    }
  }
  throw new VerifierError("sandbox_unavailable", "Cannot start the verifier: nothing was tried");
}

/** One line about the layers of the sandbox, for progress. */
export function describeSandbox(hello: Hello, wall: Wall, workers: number): string {
  const layers = [
    hello.seccomp ? "seccomp" : "no seccomp",
    hello.landlock ? `Landlock ${hello.landlock}` : "no Landlock",
    wall === "none" ? "no bubblewrap" : "bubblewrap",
    hello.snapshots ? "snapshots" : "no snapshots",
  ];
  return `verifier: Python ${hello.python}, ${layers.join(", ")}, ${workers} worker${workers === 1 ? "" : "s"}`;
}
