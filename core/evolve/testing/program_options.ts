/**
 * The options of a Python program, read in its source: for tests that compare them with the flags that are passed.
 *
 * @module
 */
const ROOT = new URL("../../../python/", import.meta.url);

/** Each option of a program, its own and those of the modules that add theirs, and whether it takes a value. */
export async function optionsOf(module: string): Promise<Map<string, boolean>> {
  const source = await Deno.readTextFile(new URL(`${module.replaceAll(".", "/")}.py`, ROOT));
  const own = source.split("add_argument(").slice(1).flatMap((call): [string, boolean][] => {
    const name = /^\s*"(--[\w-]+)"/.exec(call)?.[1];
    return name === undefined ? [] : [[name, !call.includes('"store_true"')]];
  });
  const shared = source.matchAll(/^from ([\w.]+) import .*\b(?:add_run_arguments|reward_parser)\b/gm);
  const others = await Promise.all([...shared].map(([, from]) => optionsOf(from)));
  return new Map([...others.flatMap((options) => [...options]), ...own]);
}
