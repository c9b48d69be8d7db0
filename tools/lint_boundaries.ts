/**
 * Lint plugin that keeps the house in order: which package may import which, which wing of a package which other wing, no
 * circles, and no folder with more files than a reader can take in.
 *
 * Tests and `testing/` folders may import any package and any wing.
 *
 * @module
 */
import { dirname, join, sep } from "node:path";
import { circularImports, readImports, servesTests } from "./import_graph.ts";

/** The packages, each with those it may import. None imports one that stands below it, so there is no circle. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  system: [],
  core: ["system"],
  store: ["system", "core"],
  environment: ["system", "core"],
  mathematics: ["system", "core"],
  openai: ["system", "core"],
  hub: ["system", "core"],
  native: ["system", "core", "hub"],
  solver: ["system", "core", "environment", "native", "openai"],
  eval: ["system", "core", "mathematics", "hub", "native", "solver"],
  server: ["system", "core", "store", "native", "solver"],
  cli: ["system", "core", "store", "environment", "mathematics", "openai", "hub", "native", "solver", "eval", "server"],
  bench: ["system", "core", "store", "environment", "mathematics", "openai", "native", "solver", "eval", "server"],
  tests: [
    "system",
    "core",
    "store",
    "environment",
    "mathematics",
    "openai",
    "hub",
    "native",
    "solver",
    "eval",
    "server",
    "page",
    "cli",
  ],
};

/** The wings of a folder, lowest first: each may import those before it, and the files beside them. */
const WINGS: Readonly<Record<string, readonly string[]>> = {
  "core": ["verifier", "grade", "answer", "search", "evolve"],
  "core/search": ["rules", "driver"],
  "core/verifier": ["worker"],
  "core/evolve": ["recipe", "jobs", "run", "data", "bootstrap", "round"],
  "hub": ["naming", "cache", "fetch"],
  "native": ["library", "llama", "sampling", "engine", "process"],
  "eval": ["statistics", "page", "charts", "strategies", "results", "report", "evolution"],
  "server": ["solve", "chat", "routes"],
  "cli": ["models", "solve", "serve", "eval", "evolve", "train"],
};

/** Files that a folder may hold, tests included. */
const MAX_FILES = 20;

/** The repository. */
const ROOT = dirname(import.meta.dirname!);

/** Why a file may not import `source`; null where it may. */
function violation(source: string, filename: string): string | null {
  const owner = childOf(ROOT, filename);
  if (!(owner in PACKAGES)) return null;
  const other = /^@rstar\/([a-z]+)/.exec(source)?.[1];
  if (other && other !== owner && !servesTests(filename) && !PACKAGES[owner].includes(other)) {
    return `${owner} may not import @rstar/${other}`;
  }
  if (!source.startsWith(".")) return null;
  const target = join(dirname(filename), source);
  if (!target.startsWith(join(ROOT, owner) + sep)) {
    return `${owner} may not import by a path that leaves its package: ${source}`;
  }
  return servesTests(filename) ? null : wingViolation(filename, target);
}

function wingViolation(filename: string, target: string): string | null {
  for (const [folder, wings] of Object.entries(WINGS)) {
    const [from, to] = [filename, target].map((path) => childOf(join(ROOT, folder), path));
    const [a, b] = [wings.indexOf(from), wings.indexOf(to)];
    if (a >= 0 && b > a) return `${folder}/${from} may not import ${folder}/${to}, which is built on it`;
  }
  return null;
}

/** The child of `folder` that a path is in; empty where it is not below it. */
function childOf(folder: string, path: string): string {
  return path.startsWith(folder + sep) ? path.slice(folder.length + 1).split(sep)[0] : "";
}

/** Circular imports by importing file; each package is read once. */
const circles = new Map<string, ReadonlyMap<string, string[]>>();

function circlesOf(folder: string): ReadonlyMap<string, string[]> {
  const known = circles.get(folder);
  if (known) return known;
  const found = new Map<string, string[]>();
  for (const [file, imported] of circularImports(readImports(folder))) {
    found.set(file, [...found.get(file) ?? [], imported]);
  }
  circles.set(folder, found);
  return found;
}

/** A rule that looks at each source that a file imports or exports from. */
function sourceRule(check: (source: string, filename: string) => string | null): Deno.lint.Rule {
  return {
    create(context) {
      const visit = (node: Deno.lint.Node, source: unknown): void => {
        const message = typeof source === "string" ? check(source, context.filename) : null;
        if (message) context.report({ node, message });
      };
      return {
        ImportDeclaration: (node) => visit(node, node.source.value),
        ExportAllDeclaration: (node) => visit(node, node.source.value),
        ExportNamedDeclaration: (node) => visit(node, node.source?.value),
        ImportExpression: (node) => visit(node, (node.source as { value?: unknown }).value),
      };
    },
  };
}

const plugin: Deno.lint.Plugin = {
  name: "rstar",
  rules: {
    boundaries: sourceRule(violation),
    circles: sourceRule((source, filename) => {
      const owner = childOf(ROOT, filename);
      if (!(owner in PACKAGES) || !source.startsWith(".")) return null;
      return circlesOf(join(ROOT, owner)).get(filename)?.includes(join(dirname(filename), source))
        ? `${source} imports this file's folder, or this file, in a circle`
        : null;
    }),
    crowded: {
      create(context) {
        return {
          Program(node) {
            const files = filesIn(dirname(context.filename));
            if (files.length <= MAX_FILES || join(dirname(context.filename), files[0]) !== context.filename) return;
            context.report({ node, message: `${files.length} files in one folder: it may hold ${MAX_FILES}` });
          },
        };
      },
    },
  },
};
export default plugin;

/** The names of the TypeScript files of a folder, sorted; none where it does not exist. */
function filesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /\.tsx?$/.test(name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return []; // a text that is linted without a file
    throw error;
  }
}
