import assert from "node:assert/strict";
import { PolicyError } from "@rstar/core";
import { BINS_FOLDER, integrityOf, packageArchive, serveRegistry } from "../testing/fake_registry.ts";
import { fetchLibraryFolder, fetchPackage, packageName } from "./npm_package.ts";
import { type Accelerator, lockText, PACKAGE_NAMES, PACKAGE_VERSION, PACKAGES, UNLOCKED_PACKAGES } from "./packages.ts";

Deno.test("packageName() names the package of each platform", () => {
  assert.equal(packageName("linux-x86_64", "cpu"), "linux-x64");
  assert.equal(packageName("linux-x86_64", "vulkan"), "linux-x64-vulkan");
  assert.equal(packageName("linux-aarch64", "cpu"), "linux-arm64");
  assert.equal(packageName("darwin-aarch64", "cpu"), "mac-arm64-metal");
  assert.equal(packageName("windows-x86_64", "cuda"), "win-x64-cuda");
});

Deno.test("packageName() lists the existing packages where one is missing", () => {
  assert.throws(
    () => packageName("linux-aarch64", "cuda"),
    unavailable(/linux-aarch64 with cuda \(there is only cpu\)/),
  );
  assert.throws(
    () => packageName("freebsd-x86_64", "cpu"),
    unavailable(/freebsd-x86_64 with cpu \(there is nothing\)/),
  );
});

Deno.test("every package has a lock with the hash of exactly this release, but those that say they have none", async () => {
  const folder = new URL("./locks/", import.meta.url);
  const files = (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name).sort();
  const locked = PACKAGE_NAMES.filter((name) => !UNLOCKED_PACKAGES.includes(name));
  assert.deepEqual(files, locked.map((name) => `${name}.lock`).sort());
  for (const name of locked) {
    const text = await Deno.readTextFile(new URL(`${name}.lock`, folder));
    const { integrity, os, cpu } = JSON.parse(text).npm[`@node-llama-cpp/${name}@${PACKAGE_VERSION}`];
    assert.match(integrity, /^sha512-[\w+/]{86}==$/);
    assert.equal(text, lockText(name, { integrity, os, cpu }));
  }
});

Deno.test("fetchPackage() takes the package whose hash its lock has, and refuses a changed byte, on any platform", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of PACKAGE_NAMES) {
      const lock = `${folder}/${name}.lock`;
      const archive = packageArchive(name, "a");
      await Deno.writeTextFile(lock, lockText(name, { integrity: integrityOf(archive), os: ["none"], cpu: ["none"] }));
      {
        await using _registry = serveRegistry(() => archive);
        assert.equal(await fetchPackage(name, { lock }), BINS_FOLDER);
      }
      await using _registry = serveRegistry(() => packageArchive(name, "b"));
      await assert.rejects(fetchPackage(name, { lock }), unavailable(/bytes are not those .*\.lock has the hash of$/));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("fetchLibraryFolder() refuses what the locks do not have the hash of, for other platforms too", async () => {
  const choices = Object.entries(PACKAGES).flatMap(([platform, names]) =>
    Object.entries(names).map(([accelerator, name]) => ({ platform, name, accelerator: accelerator as Accelerator }))
  );
  await using _registry = serveRegistry((name) => packageArchive(name, "not llama.cpp"));
  const locked = choices.filter(({ name }) => !UNLOCKED_PACKAGES.includes(name));
  assert.ok(new Set(locked.map(({ platform }) => platform)).size > 1);
  for (const choice of locked) {
    await assert.rejects(fetchLibraryFolder(choice), unavailable(/bytes are not those .*\.lock has the hash of$/));
  }
});

function unavailable(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof PolicyError && error.code === "library_unavailable" && pattern.test(error.message);
}
