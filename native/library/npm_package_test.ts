import assert from "node:assert/strict";
import { PolicyError } from "@rstar/core";
import { LOCKED_PACKAGES, PACKAGE_VERSION, packageName } from "./npm_package.ts";

Deno.test("packageName() names the package of each platform", () => {
  assert.equal(packageName("linux-x86_64", "cpu"), "linux-x64");
  assert.equal(packageName("linux-x86_64", "vulkan"), "linux-x64-vulkan");
  assert.equal(packageName("linux-aarch64", "cpu"), "linux-arm64");
  assert.equal(packageName("darwin-aarch64", "cpu"), "mac-arm64-metal");
  assert.equal(packageName("windows-x86_64", "cuda"), "win-x64-cuda");
});

Deno.test("packageName() lists the existing packages where one is missing", () => {
  const expected = (pattern: RegExp) => (error: unknown) =>
    error instanceof PolicyError && error.code === "library_unavailable" && pattern.test(error.message);
  assert.throws(() => packageName("linux-aarch64", "cuda"), expected(/linux-aarch64 with cuda \(there is only cpu\)/));
  assert.throws(() => packageName("freebsd-x86_64", "cpu"), expected(/freebsd-x86_64 with cpu \(there is nothing\)/));
});

Deno.test("LOCKED_PACKAGES have each a lock with the hash of exactly that release", async () => {
  const folder = new URL("./locks/", import.meta.url);
  const files = (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name).sort();
  assert.deepEqual(files, LOCKED_PACKAGES.map((name) => `${name}.lock`).sort());
  for (const name of LOCKED_PACKAGES) {
    const lock = JSON.parse(await Deno.readTextFile(new URL(`${name}.lock`, folder)));
    const key = `@node-llama-cpp/${name}@${PACKAGE_VERSION}`;
    assert.deepEqual(Object.keys(lock.npm), [key]);
    assert.equal(lock.specifiers[`npm:${key}`], PACKAGE_VERSION);
    assert.match(lock.npm[key].integrity, /^sha512-[\w+/]{86}==$/);
  }
});
