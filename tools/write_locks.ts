/**
 * `deno run -A --no-lock tools/write_locks.ts`, after a change of versions: writes `deno.lock` with what the commands need, and
 * `tests.lock` with what the tests need beside it. Deno installs a lock file completely before it runs a task, so a package
 * for tests alone has its version in `tests/packages/` and no place in `deno.lock`. Not a task: a task would need a lock first.
 *
 * @module
 */
const { imports } = JSON.parse(await Deno.readTextFile("deno.json")) as { imports: Record<string, string> };
const packages = Object.values(imports).filter((specifier) => specifier.startsWith("npm:"));
const forTests = Object.values(imports).filter((specifier) => specifier.startsWith("./tests/packages/"));

async function cache(lock: string, entries: readonly string[]): Promise<void> {
  const args = ["cache", `--lock=${lock}`, "--frozen=false", ...entries];
  const { success } = await new Deno.Command(Deno.execPath(), { args }).spawn().status;
  if (!success) throw new Error(`Cannot write ${lock} as deno ${args.join(" ")} failed`);
}

await Deno.remove("deno.lock").catch(() => {});
await cache("deno.lock", [...packages, "mod.ts", "cli/main.ts", "server/page/main.tsx"]);
await Deno.copyFile("deno.lock", "tests.lock");
await cache("tests.lock", forTests);
