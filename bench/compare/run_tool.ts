/**
 * Runs a tool to its end; what it prints goes to stderr.
 *
 * @throws {Error} it cannot be started, or ends with another code than 0
 */
export async function runTool(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = new Deno.Command(command, { args: [...args], cwd, stdin: "null", stdout: "piped" }).spawn();
  await child.stdout.pipeTo(Deno.stderr.writable, { preventClose: true });
  const { code } = await child.status;
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with code ${code}`);
}
