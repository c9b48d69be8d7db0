/**
 * Which file imports which, and where files and folders import each other in a circle.
 *
 * Covered: static imports and exports by relative paths. Not covered: `import()`, and imports between packages, which
 * `lint_boundaries.ts` holds to a list.
 *
 * @module
 */
import { dirname, join } from "node:path";

/** The relative imports of each file: absolute paths to absolute paths. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

const IMPORT_REGEXP = /^(?:import|export)\b[^"';]*?["'](\.[^"']*)["']/gm;
const SOURCE_REGEXP = /\.tsx?$/;
const TEST_REGEXP = /_test\.tsx?$|[\\/]testing[\\/]/;

/** Whether a file only serves tests: it may import what product code may not. */
export function servesTests(path: string): boolean {
  return TEST_REGEXP.test(path);
}

/** Reads the graph of the product files below a folder. */
export function readImports(folder: string): ImportGraph {
  const graph = new Map<string, Set<string>>();
  for (const path of sourceFiles(folder)) {
    if (servesTests(path)) continue;
    const sources = Deno.readTextFileSync(path).matchAll(IMPORT_REGEXP);
    graph.set(path, new Set(sources.map(([, source]) => join(dirname(path), source))));
  }
  return graph;
}

/**
 * The imports that lie on a circle. In each folder its files and sub-folders, each taken as one, must import each other
 * without a circle; an import counts in the folder that holds both ends, between the two children they are in.
 *
 * @returns pairs of importing and imported file
 */
export function circularImports(graph: ImportGraph): [string, string][] {
  const folders = new Map<string, { readonly from: string; readonly to: string; readonly edge: [string, string] }[]>();
  for (const [file, imports] of graph) {
    for (const imported of imports) {
      const [folder, from, to] = siblings(file, imported);
      if (!folders.has(folder)) folders.set(folder, []);
      folders.get(folder)!.push({ from, to, edge: [file, imported] });
    }
  }
  return [...folders.values()].flatMap((edges) => {
    const next = Map.groupBy(edges, ({ from }) => from);
    const reaches = (from: string, goal: string, seen = new Set<string>()): boolean => {
      if (from === goal) return true;
      if (seen.has(from)) return false;
      seen.add(from);
      return (next.get(from) ?? []).some(({ to }) => reaches(to, goal, seen));
    };
    return edges.filter(({ from, to }) => reaches(to, from)).map(({ edge }) => edge);
  });
}

/** The folder that holds both files, and the names of its children that each is, or is in. */
function siblings(a: string, b: string): [folder: string, a: string, b: string] {
  const [as, bs] = [a.split(/[\\/]/), b.split(/[\\/]/)];
  let depth = 0;
  while (as[depth] === bs[depth] && depth < as.length - 1) depth++;
  return [as.slice(0, depth).join("/"), as[depth], bs[depth]];
}

function* sourceFiles(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sourceFiles(join(folder, name));
    else if (SOURCE_REGEXP.test(name)) yield join(folder, name);
  }
}
