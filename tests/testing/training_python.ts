/**
 * The environment of `python/training`, for tests that compare with what Transformers computes. They are skipped where
 * `deno task train` has not made it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { environmentIfReady, programEnvironment } from "@rstar/environment";

const ROOT = fileURLToPath(new URL("../../python", import.meta.url));
const python = await environmentIfReady(programEnvironment(ROOT, "training"));

/** Whether a test that needs the environment is to be passed over. */
export const ignore: boolean = python === undefined;

/** Says so at the end of such a test's name. */
export const skipped: string = ignore ? " (skipped: deno task train makes its environment)" : "";

/** Runs its Python with these arguments, which must succeed. */
export async function runTrainingPython(args: readonly string[]): Promise<void> {
  const command = new Deno.Command(python!, { args: [...args], env: { PYTHONPATH: ROOT } });
  const { success, stderr } = await command.output();
  assert.ok(success, new TextDecoder().decode(stderr));
}
