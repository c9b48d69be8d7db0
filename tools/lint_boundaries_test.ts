import assert from "node:assert/strict";
import plugin from "./lint_boundaries.ts";

const messages = (file: string, source: string): string[] =>
  Deno.lint.runPlugin(plugin, `/repo/${file}`, source).map(({ message }) => message);

Deno.test("the boundary lint refuses an import against the arrows", () => {
  assert.deepEqual(messages("core/a.ts", 'import "@rstar/native";'), ["core may not import @rstar/native"]);
  assert.deepEqual(messages("native/a.ts", 'export * from "@rstar/cli/x";'), ["native may not import @rstar/cli"]);
  assert.equal(messages("core/search/a.ts", 'await import("../../native/mod.ts");').length, 1);
});

Deno.test("the boundary lint lets the arrows and a package's own files pass", () => {
  assert.deepEqual(messages("cli/a.ts", 'import "@rstar/core"; import "@rstar/native"; import "./b.ts";'), []);
  assert.deepEqual(messages("core/search/a.ts", 'import "../errors.ts"; import "node:assert";'), []);
  assert.deepEqual(messages("tools/a.ts", 'import "../core/mod.ts";'), []);
});
