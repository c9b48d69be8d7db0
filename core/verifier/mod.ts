/**
 * Verification: runs model-written Python step by step, in a sandbox.
 *
 * The port {@linkcode Verifier} is all that search and grading need; {@linkcode PythonVerifier} is the implementation, with a
 * supervisor in `python/verifier` behind it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { PythonVerifier } from "@rstar/core/verifier";
 * import { pythonEnvironment } from "@rstar/environment";
 *
 * const requirements = "python/verifier/requirements.txt";
 * await using verifier = await PythonVerifier.start({ python: await pythonEnvironment({ name: "verifier", requirements }) });
 * const { status, output } = await verifier.run(["x = 6", "print(x / 0)"]);
 * assert.deepEqual([status, output], ["error", "ZeroDivisionError: division by zero"]);
 * ```
 *
 * @see rStar-Math §3.1
 * @module
 */

// The port: what search and grading ask, and what they observe.
export type { Observation, OutputStyle, Verifier, VerifyOptions } from "./verifier.ts";

// The implementation: Python behind seccomp, Landlock and bubblewrap, with a snapshot for each prefix.
export {
  type AllowedLayers,
  PythonVerifier,
  type PythonVerifierOptions,
  type VerifierStats,
} from "./python_verifier.ts";

// The sandbox: which layers work here, and what the workers report.
export { probeSandbox, type SandboxLayer } from "./sandbox_probe.ts";
export { PYTHON_ENVIRONMENT, type Wall } from "./worker/sandbox_command.ts";
export type { Hello, WorkerStats } from "./worker/worker.ts";
