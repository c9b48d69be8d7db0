/**
 * One check as a line: its name, how it ended and how long it took. What it printed is shown where it failed.
 *
 * @module
 */

/** Where and with what a check is run. */
export interface CheckOptions {
  /** Working folder; default: this process's. */
  readonly cwd?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Gets each line; default: the console. */
  readonly print?: (line: string) => void;
}

/** Runs a program as a check, and returns its exit code. */
export async function runCheck(
  name: string,
  path: string,
  args: readonly string[],
  { cwd, env, print = console.log }: CheckOptions = {},
): Promise<number> {
  const started = performance.now();
  const command = new Deno.Command(path, { args: [...args], cwd, env: { NO_COLOR: "1", ...env }, stdin: "null" });
  const { code, stdout, stderr } = await command.output();
  if (code !== 0) {
    for (const bytes of [stdout, stderr]) {
      const text = new TextDecoder().decode(bytes).trimEnd();
      if (text !== "") print(text);
    }
  }
  print(`${name}: ${code === 0 ? "ok" : "failed"}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return code;
}
