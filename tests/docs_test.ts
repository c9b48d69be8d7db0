/**
 * What the documents point at is there.
 *
 * Covered: paths of code in backticks, programs of `bench/` in commands, and relative links, in README, docs/, bench/ and the model card.
 *
 * @module
 */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";

const ROOT = dirname(import.meta.dirname!);
const CODE_REGEXP =
  /`((?:system|core|store|environment|mathematics|openai|hub|native|solver|eval|server|cli|python|bench|tests|tools|docs)\/[\w./-]*)`/g;
/** Programs of `bench/` in commands; RESULTS leaves the folder's name out. */
const COMMAND_REGEXP = /\b(?:run|bench|-A)(?: -A)? (?:bench\/)?([a-z_]+\/[a-z_]+\.ts)\b/g;
const LINK_REGEXP = /\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g;

function* documents(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* documents(join(folder, name));
    else if (name.endsWith(".md")) yield join(folder, name);
  }
}

const exists = (path: string): boolean => {
  try {
    return Deno.statSync(path) !== null;
  } catch {
    return false;
  }
};

Deno.test("documents name only files and folders that are there", () => {
  const missing: string[] = [];
  const paths = [
    ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map((name) => join(ROOT, name)),
    ...["docs", "bench", "models"].flatMap((name) => [...documents(join(ROOT, name))]),
  ];
  for (const path of paths) {
    const text = Deno.readTextFileSync(path);
    const isLog = path.endsWith("LOG.md") || path.endsWith("CHANGELOG.md"); // history names files that are gone
    const named = isLog ? [] : [...text.matchAll(CODE_REGEXP)].map(([, name]) => join(ROOT, name));
    const run = isLog ? [] : [...text.matchAll(COMMAND_REGEXP)].map(([, name]) => join(ROOT, "bench", name));
    const linked = [...text.matchAll(LINK_REGEXP)].map(([, link]) => join(dirname(path), link));
    for (const target of [...named, ...run, ...linked]) if (!exists(target)) missing.push(`${path}: ${target}`);
  }
  assert.deepEqual(missing, []);
});
