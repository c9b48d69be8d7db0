import assert from "node:assert/strict";
import { environmentIfReady, pythonEnvironment } from "./python_environment.ts";
import { environmentVariables } from "./testing/fake_python.ts";
import { checkTrusted } from "./trusted_folder.ts";

const POSIX = Deno.build.os !== "windows";
const ROOT = Deno.uid() === 0;
const AS_ROOT = ROOT ? "" : " (skipped: only root can give folders away)";
const NOBODY = 65_534;

/** A cache folder with folders of an environment in it. */
async function cache(): Promise<{ readonly path: string; readonly environment: string } & AsyncDisposable> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "rstar-cache-" }));
  const environment = `${path}/python/verifier-0123`;
  await Deno.mkdir(environment, { recursive: true, mode: 0o755 });
  return { path, environment, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function refused(base: string, path: string, message: RegExp): Promise<void> {
  await assert.rejects(checkTrusted(base, path), { name: "RstarError", code: "python_unavailable", message });
}

Deno.test({
  name: "checkTrusted() refuses a folder that others can write into, on every level, and names it",
  ignore: !POSIX,
  async fn() {
    await using at = await cache();
    await checkTrusted(at.path, at.environment);
    await checkTrusted(`${at.path}/none`, `${at.path}/none/python`); // what is not there yet will be made
    for (const folder of [at.path, `${at.path}/python`, at.environment]) {
      const { mode } = await Deno.stat(folder);
      await Deno.chmod(folder, 0o777);
      await refused(
        at.path,
        at.environment,
        new RegExp(`^Cannot run programs from ${folder} as other users can write`),
      );
      await Deno.chmod(folder, mode!);
    }
    await Deno.chmod(at.path, 0o777); // above the cache: others could put another one in its place
    await refused(`${at.path}/python`, at.environment, /everyone can replace what is in it/);
    await Deno.chmod(at.path, 0o1777);
    await checkTrusted(`${at.path}/python`, at.environment);
  },
});

Deno.test({
  name: `checkTrusted() refuses what another user made${AS_ROOT}`,
  ignore: !ROOT || !POSIX,
  async fn() {
    await using at = await cache();
    for (const folder of [at.path, `${at.path}/python`, at.environment]) {
      await Deno.chown(folder, NOBODY, NOBODY);
      await refused(
        at.path,
        at.environment,
        new RegExp(`from ${folder} as it belongs to another user \\(number 65534\\)`),
      );
      await Deno.chown(folder, 0, 0);
    }
    await Deno.chown(at.environment, 0, NOBODY);
    await Deno.chmod(at.environment, 0o775); // a group that others may be in
    await refused(at.path, at.environment, /other users can write/);
  },
});

Deno.test({
  name: "pythonEnvironment() runs no interpreter that its cache folder names elsewhere",
  ignore: !POSIX,
  async fn() {
    await using at = await cache();
    using _ = environmentVariables({ RSTAR_CACHE: `${at.path}/own` });
    const options = { requirements: `${at.path}/requirements.txt`, name: "empty" };
    await Deno.writeTextFile(options.requirements, "# none\n");
    const mask = Deno.umask(0);
    const path = await pythonEnvironment(options).finally(() => Deno.umask(mask));
    const root = path.replace(/\/[^/]+\/bin\/python$/, "");
    const own = await Deno.readTextFile(`${root}/ready`);
    await Deno.mkdir(`${at.path}/evil/bin`, { recursive: true });
    await Deno.writeTextFile(`${at.path}/evil/bin/python`, "#!/bin/sh\necho evil\n", { mode: 0o755 });
    const evil = ["../../../evil", `${at.path}/evil`, `${own}/../../../../evil`, `${own}\n`, "..", ".", ""];
    for (const name of evil) {
      await Deno.writeTextFile(`${root}/ready`, name);
      assert.equal(await environmentIfReady(options), undefined, name);
    }
    await Deno.writeTextFile(`${root}/ready`, own);
    assert.equal(await environmentIfReady(options), path);
    for (const folder of [`${root}/${own}/bin`, `${root}/${own}`, root, `${at.path}/own`]) {
      const { mode } = await Deno.stat(folder);
      await Deno.chmod(folder, 0o777);
      await assert.rejects(pythonEnvironment(options), {
        code: "python_unavailable",
        message: /other users can write into it/,
      });
      await Deno.chmod(folder, mode!);
    }
  },
});
