/**
 * `deno run -A --no-lock tools/write_locks.ts`, after a change of versions: writes `deno.lock` with what the commands need,
 * `server/page/page.lock` with what the page is bundled from, and `tests.lock` with both and what tests need beside them;
 * `native/library/locks/` with the hashes of llama.cpp's packages.
 *
 * Deno installs `deno.lock` completely before it runs a task: so packages of tests alone have their versions in `tests/packages/`
 * and those of the page alone in `server/page/packages/`. Not a task, as a task needs a lock first.
 *
 * @module
 */
import { UNLOCKED_PACKAGES } from "../native/library/packages.ts";
import { writeLibraryLocks } from "./write_library_locks.ts";

const PAGE = "server/page/main.tsx";
const PAGE_LOCK = "server/page/page.lock";

const { imports } = JSON.parse(await Deno.readTextFile("deno.json")) as { imports: Record<string, string> };
const packages = Object.values(imports).filter((specifier) => specifier.startsWith("npm:"));
const forTests = Object.values(imports).filter((specifier) => specifier.startsWith("./tests/packages/"));

async function cache(lock: string, entries: readonly string[]): Promise<void> {
  const args = ["cache", `--lock=${lock}`, "--frozen=false", ...entries];
  const { success } = await new Deno.Command(Deno.execPath(), { args }).spawn().status;
  if (!success) throw new Error(`Cannot write ${lock} as deno ${args.join(" ")} failed`);
}

await Deno.remove("deno.lock").catch(() => {});
await cache("deno.lock", [...packages, "mod.ts", "cli/main.ts"]);
await Deno.remove(PAGE_LOCK).catch(() => {});
await cache(PAGE_LOCK, [PAGE]);
await Deno.copyFile("deno.lock", "tests.lock");
await cache("tests.lock", [PAGE, ...forTests]);
const missing = await writeLibraryLocks();
if (missing.join() !== UNLOCKED_PACKAGES.join()) {
  console.error(`UNLOCKED_PACKAGES in native/library/packages.ts is to be [${missing.join(", ")}]`);
  Deno.exitCode = 1;
}
