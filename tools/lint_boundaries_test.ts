import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { circularImports } from "./import_graph.ts";
import plugin from "./lint_boundaries.ts";

const ROOT = dirname(import.meta.dirname!);
const messages = (file: string, source: string): string[] =>
  Deno.lint.runPlugin(plugin, join(ROOT, file), source).map(({ message }) => message);

Deno.test("the boundary lint refuses an import against the arrows between packages", () => {
  assert.deepEqual(messages("core/a.ts", 'import "@rstar/native";'), ["core may not import @rstar/native"]);
  assert.deepEqual(messages("native/a.ts", 'export * from "@rstar/cli/x";'), ["native may not import @rstar/cli"]);
  assert.equal(messages("core/search/a.ts", 'await import("../../native/mod.ts");').length, 1);
});

Deno.test("the boundary lint refuses an import against the arrows between wings", () => {
  const [message] = messages("core/search/rules/a.ts", 'import "../driver/search.ts";');
  assert.equal(message, "core/search/rules may not import core/search/driver, which is built on it");
  assert.equal(messages("native/llama/a.ts", 'import "../engine/engine.ts";').length, 1);
  assert.equal(messages("core/verifier/worker/a.ts", 'import "../../evolve/evolve.ts";').length, 1);
});

Deno.test("the boundary lint lets the arrows, a package's own files and tests pass", () => {
  assert.deepEqual(messages("cli/a.ts", 'import "@rstar/core"; import "@rstar/native"; import "./b.ts";'), []);
  assert.deepEqual(messages("core/search/driver/a.ts", 'import "../rules/stop.ts"; import "node:assert";'), []);
  assert.deepEqual(messages("cli/eval/a.ts", 'import "../option.ts"; import "@rstar/eval";'), []);
  assert.deepEqual(messages("core/evolve/a_test.ts", 'import "@rstar/store";'), []);
  assert.deepEqual(messages("core/evolve/testing/a.ts", 'import "@rstar/store";'), []);
  assert.deepEqual(messages("tools/a.ts", 'import "../core/mod.ts";'), []);
});

Deno.test("circularImports() finds circles of files and of folders, and nothing else", () => {
  const graph = (edges: readonly (readonly [string, string])[]) =>
    new Map(
      [...Map.groupBy(edges, ([from]) => from)].map(([from, tos]) => [from, new Set(tos.map(([, to]) => to))] as const),
    );
  const chain = [["/p/a.ts", "/p/w/b.ts"], ["/p/w/b.ts", "/p/c.ts"]] as const;
  assert.deepEqual(circularImports(graph(chain)), []);
  assert.deepEqual(circularImports(graph([...chain, ["/p/c.ts", "/p/a.ts"]])).length, 3);
  assert.deepEqual(circularImports(graph([["/p/v/a.ts", "/p/w/b.ts"], ["/p/w/c.ts", "/p/v/d.ts"]])), [
    ["/p/v/a.ts", "/p/w/b.ts"],
    ["/p/w/c.ts", "/p/v/d.ts"],
  ], "the files make no circle, their folders do");
});

Deno.test("no folder of the packages and of python/ holds more than 20 source files", () => {
  const crowded: string[] = [];
  const visit = (folder: string): void => {
    const entries = [...Deno.readDirSync(folder)];
    const files = entries.filter(({ isFile, name }) => isFile && /\.(?:tsx?|m?js|py)$/.test(name));
    if (files.length > 20) crowded.push(`${folder}: ${files.length}`);
    for (const { name, isDirectory } of entries) {
      if (isDirectory && !/^(?:\.|__pycache__$|node_modules$|runs$)/.test(name)) visit(join(folder, name));
    }
  };
  visit(ROOT);
  assert.deepEqual(crowded, []);
});
