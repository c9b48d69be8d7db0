/**
 * Prints how a checkout is built: files, lines and folders by package, floors of imports, exported names, words of the
 * documents.
 *
 * ```sh
 * deno run -A tools/measure_structure.ts [FOLDER]
 * ```
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import { type ImportGraph, readImports } from "./import_graph.ts";

const SOURCE_REGEXP = /\.(?:tsx?|m?js|py)$/;
const TEST_REGEXP = /_test\.(?:tsx?|py)$/;
const HIDDEN_REGEXP = /^(?:\.|__pycache__$|node_modules$|runs$)/;

function* filesBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (HIDDEN_REGEXP.test(name)) continue;
    if (isDirectory) yield* filesBelow(join(folder, name));
    else yield join(folder, name);
  }
}

function lines(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + Deno.readTextFileSync(path).split("\n").length - 1, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Files on the longest chain of imports; a circle counts once. */
function floors(graph: ImportGraph): number {
  const heights = new Map<string, number>();
  const height = (file: string): number => {
    const known = heights.get(file);
    if (known !== undefined) return known;
    heights.set(file, 0);
    const below = [...graph.get(file) ?? []].filter((imported) => graph.has(imported));
    const result = 1 + Math.max(0, ...below.map(height));
    heights.set(file, result);
    return result;
  };
  return Math.max(0, ...[...graph.keys()].map(height));
}

/** Names that a `mod.ts` exports, as `deno doc` lists them; null where there is none. */
async function exportedNames(path: string): Promise<number | null> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", path],
    stderr: "null",
  }).output();
  if (!success) return null;
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout));
  const symbols = Array.isArray(nodes) ? nodes : Object.values<{ symbols: { name: string }[] }>(nodes)[0].symbols;
  return new Set(symbols.map(({ name }: { name: string }) => name)).size;
}

const root = resolve(Deno.args[0] ?? ".");
const sources = [...filesBelow(root)].filter((path) => SOURCE_REGEXP.test(path));
const packages = Object.entries(Object.groupBy(sources, (path) => path.slice(root.length + 1).split("/")[0]));
const rows: Record<string, Record<string, number | string>> = {};
for (const [name, files = []] of packages.sort()) {
  const isFolder = join(root, name) !== files[0];
  const tests = files.filter((path) => TEST_REGEXP.test(path));
  const folders = Object.values(Object.groupBy(files, (path) => dirname(path))).map((inside) => inside!.length);
  const names = await exportedNames(isFolder ? join(root, name, "mod.ts") : files[0]);
  rows[name] = {
    files: files.length - tests.length,
    tests: tests.length,
    lines: lines(files),
    "fullest folder": Math.max(...folders),
    "median folder": median(folders),
    floors: isFolder ? floors(readImports(join(root, name))) : 1,
    exports: names ?? "",
  };
}
console.table(rows);
const folders = Object.values(Object.groupBy(sources, (path) => dirname(path))).map((inside) => inside!.length);
console.log(`folders of sources: ${folders.length}, fullest ${Math.max(...folders)}, median ${median(folders)} files`);
const production = sources.filter((path) =>
  !TEST_REGEXP.test(path) && basename(path) !== "mod.ts" && path.endsWith(".ts")
);
const tested = production.filter((path) => sources.includes(path.replace(/\.ts$/, "_test.ts")));
console.log(`TypeScript files with a test beside them: ${tested.length} of ${production.length}`);
const words = (text: string) => text.split(/\s+/).filter((word) => word !== "").length;
for (const name of ["README.md", "bench/RESULTS.md"]) {
  console.log(`${name}: ${words(await Deno.readTextFile(join(root, name)))} words`);
}
