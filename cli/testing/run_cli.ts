/**
 * The command line as a program, for tests that run it in a process of its own.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Path of `cli/main.ts`, for `deno run`. */
export const MAIN: string = fileURLToPath(new URL("../main.ts", import.meta.url));

/** How a command ended. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command in a process of its own, whose output is kept. */
export function startCli(args: readonly string[], env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-prompt", MAIN, ...args],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for a command's end. */
export async function endOf(child: Deno.ChildProcess): Promise<CliRun> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
