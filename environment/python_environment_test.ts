import assert from "node:assert/strict";
import { findPython } from "./find_python.ts";
import { pythonEnvironment } from "./python_environment.ts";
import { environmentVariables, unavailable, wrapper } from "./testing/fake_python.ts";
import { writeWheel } from "./testing/wheel.ts";

const POSIX = Deno.build.os !== "windows";
const PYTHON = await findPython();
const MODULE = new URL("./python_environment.ts", import.meta.url).href;

/** An empty cache folder, and a requirements file of one wheel made on the spot: no network is needed. */
async function workspace(): Promise<{ folder: string; requirements: string } & AsyncDisposable> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "rstar-environment-" }));
  const { url, hash } = await writeWheel(folder, "tiny_probe", "1.0");
  await Deno.writeTextFile(`${folder}/requirements.txt`, `tiny-probe @ ${url} --hash=${hash}\n`);
  return {
    folder,
    requirements: `${folder}/requirements.txt`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Another process that makes the environment; `atLine` runs in it for each line of progress. */
function otherProcess(work: { folder: string; requirements: string }, atLine: string): Deno.ChildProcess {
  const code = `import { pythonEnvironment } from ${JSON.stringify(MODULE)};
const onProgress = (line) => { console.error(line); ${atLine} };
console.log(await pythonEnvironment({ requirements: ${
    JSON.stringify(work.requirements)
  }, name: "probe", onProgress }));`;
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", code],
    env: { RSTAR_CACHE: work.folder, RSTAR_VERBOSE: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function printed(path: string, code: string): Promise<string> {
  const { stdout } = await new Deno.Command(path, { args: ["-I", "-c", code] }).output();
  return new TextDecoder().decode(stdout).trim();
}

const PROBE_VALUE = "import tiny_probe, os; print(tiny_probe.VALUE, os.path.exists(tiny_probe.__cached__))";

/** The folders of installations that are there, in the one environment of a cache folder. */
async function installations(folder: string): Promise<string[]> {
  const [environment] = await Array.fromAsync(Deno.readDir(`${folder}/python`));
  const entries = await Array.fromAsync(Deno.readDir(`${folder}/python/${environment.name}`));
  return entries.filter((entry) => entry.isDirectory).map((entry) => entry.name);
}

Deno.test("pythonEnvironment() makes an environment with compiled packages, and gives it again without a word", async () => {
  await using work = await workspace();
  using _ = environmentVariables({ RSTAR_CACHE: work.folder, RSTAR_VERBOSE: "1" });
  const lines: string[] = [];
  const options = { ...work, name: "probe", onProgress: (line: string) => lines.push(line) };
  const path = await pythonEnvironment(options);
  assert.equal(await printed(path, PROBE_VALUE), "42 True");
  assert.ok(lines.some((line) => line.includes("Successfully installed tiny-probe-1.0")));
  lines.length = 0;
  assert.equal(await pythonEnvironment(options), path);
  assert.deepEqual(lines, []);
  await Deno.writeTextFile(work.requirements, "# nothing\n");
  assert.notEqual(await pythonEnvironment(options), path);
});

Deno.test("pythonEnvironment() passes one line on, and what pip prints only where it fails", async () => {
  await using work = await workspace();
  using _ = environmentVariables({ RSTAR_CACHE: work.folder, RSTAR_VERBOSE: undefined });
  const lines: string[] = [];
  const options = { ...work, name: "probe", onProgress: (line: string) => lines.push(line) };
  await pythonEnvironment(options);
  assert.deepEqual(lines, ["Installing Python packages for the probe environment (1 package)"]);
  await Deno.writeTextFile(work.requirements, "tiny-probe @ file:///nowhere/tiny_probe-1.0-py3-none-any.whl\n");
  await assert.rejects(pythonEnvironment(options), unavailable(/Cannot install Python packages/));
  assert.ok(lines.length > 2, lines.join("\n"));
});

for (const hasPip of [true, false]) {
  Deno.test({
    name: `pythonEnvironment() leaves out pip and packages' own tests where the system has ${hasPip ? "a" : "no"} pip`,
    ignore: !POSIX || !PYTHON.hasVenv || hasPip && !PYTHON.hasPip,
    async fn() {
      await using work = await workspace();
      const { path, version } = PYTHON;
      const fake = await wrapper(
        work.folder,
        [version.split(".").map(Number), version, path, true, hasPip, true],
        path,
      );
      using _ = environmentVariables({ RSTAR_CACHE: work.folder, RSTAR_PYTHON: fake });
      const made = await pythonEnvironment({ ...work, name: "probe" });
      const found = "print([u.find_spec(name) is not None for name in ('tiny_probe', 'pip', 'tests')])";
      assert.equal(await printed(made, `import importlib.util as u; ${found}`), "[True, False, False]");
    },
  });
}

Deno.test("pythonEnvironment() installs once when two processes want it at once", async () => {
  await using work = await workspace();
  const both = await Promise.all([otherProcess(work, "").output(), otherProcess(work, "").output()]);
  const [first, second] = both.map(({ stdout }) => new TextDecoder().decode(stdout).trim());
  assert.equal(first, second);
  assert.equal(await printed(first, PROBE_VALUE), "42 True");
  const said = both.map(({ stderr }) => new TextDecoder().decode(stderr)).join("");
  assert.equal(said.match(/Installing Python packages for/g)?.length, 1);
});

for (const moment of ["Installing Python packages for", "Processing", "Successfully installed"]) {
  Deno.test({
    name: `pythonEnvironment() starts afresh when a process was killed at "${moment}"`,
    ignore: !POSIX,
    async fn() {
      await using work = await workspace();
      const killed = otherProcess(work, `if (line.startsWith("${moment}")) Deno.kill(Deno.pid, "SIGKILL");`);
      const { signal, stderr } = await killed.output();
      assert.equal(signal, "SIGKILL", new TextDecoder().decode(stderr));
      using _ = environmentVariables({ RSTAR_CACHE: work.folder });
      const before = await installations(work.folder);
      const path = await pythonEnvironment({ ...work, name: "probe" });
      assert.equal(await printed(path, PROBE_VALUE), "42 True");
      assert.equal(before.some((name) => path.includes(name)), false);
    },
  });
}

Deno.test({
  name: "pythonEnvironment() uses the system's pip where Python cannot put one into a virtual environment",
  ignore: !POSIX || !PYTHON.hasPip,
  async fn() {
    await using work = await workspace();
    const { path, version } = await findPython();
    const fake = await wrapper(work.folder, [version.split(".").map(Number), version, path, false, true, true], path);
    using _ = environmentVariables({ RSTAR_CACHE: work.folder, RSTAR_PYTHON: fake });
    assert.equal((await findPython()).hasVenv, false);
    const made = await pythonEnvironment({ ...work, name: "probe" });
    assert.equal(await printed(made, PROBE_VALUE), "42 True");
    assert.match(await printed(made, "import importlib.util as u; print(u.find_spec('pip'))"), /^None$/);
  },
});

Deno.test({
  name: "pythonEnvironment() names python3-venv where Python has neither venv nor pip",
  ignore: !POSIX,
  async fn() {
    await using work = await workspace();
    const { path, version } = await findPython();
    const fake = await wrapper(work.folder, [version.split(".").map(Number), version, path, false, false, true], path);
    using _ = environmentVariables({ RSTAR_CACHE: work.folder, RSTAR_PYTHON: fake });
    await assert.rejects(pythonEnvironment({ ...work, name: "probe" }), unavailable(/python3-venv/));
  },
});

Deno.test("pythonEnvironment() refuses a package whose hash differs, and publishes nothing", async () => {
  await using work = await workspace();
  using _ = environmentVariables({ RSTAR_CACHE: work.folder });
  const text = await Deno.readTextFile(work.requirements);
  await Deno.writeTextFile(work.requirements, text.replace(/sha256:.*/, `sha256:${"0".repeat(64)}`));
  for (let attempt = 0; attempt < 2; attempt++) {
    await assert.rejects(pythonEnvironment({ ...work, name: "probe" }), unavailable(/HASHES|hash/i));
  }
});

for (const hasVenv of [true, false]) {
  Deno.test({
    name: `pythonEnvironment() adds what has no hash, and keeps what has one (${hasVenv ? "own" : "the system's"} pip)`,
    ignore: !POSIX || !(hasVenv ? PYTHON.hasVenv : PYTHON.hasPip),
    async fn() {
      await using work = await workspace();
      const { path, version } = PYTHON;
      const probe = [version.split(".").map(Number), version, path, hasVenv, true, true];
      using _ = environmentVariables({
        RSTAR_CACHE: work.folder,
        RSTAR_PYTHON: await wrapper(work.folder, probe, path),
      });
      const { hash } = await writeWheel(work.folder, "tiny_pinned", "1.0");
      await writeWheel(work.folder, "tiny_pinned", "2.0");
      await writeWheel(work.folder, "tiny_free", "1.0", ["tiny-pinned>=1", "tiny-probe"]);
      await writeWheel(work.folder, "tiny_free", "2.0", ["tiny-pinned>=2"]);
      const options = { ...work, name: "probe", unhashed: `${work.folder}/free.txt` };
      const index = `--no-index\n--find-links ${work.folder}\n`;
      await Deno.writeTextFile(work.requirements, `${index}tiny-pinned==1.0 \\\n    --hash=${hash}\n`);
      await Deno.writeTextFile(options.unhashed, `${index}tiny-free==1.0\n`);
      const made = await pythonEnvironment(options);
      const versions = "print(*map(importlib.metadata.version, ['tiny-pinned', 'tiny-free', 'tiny-probe']))";
      assert.equal(await printed(made, `import importlib.metadata; ${versions}`), "1.0 1.0 1.0");
      await Deno.writeTextFile(options.unhashed, `${index}tiny-free==2.0\n`);
      await assert.rejects(pythonEnvironment(options), unavailable(/Cannot install Python packages/));
      await Deno.writeTextFile(work.requirements, `${index}tiny-pinned==1.0 --hash=sha256:${"0".repeat(64)}\n`);
      await assert.rejects(pythonEnvironment(options), unavailable(/HASHES|hash/i));
    },
  });
}

Deno.test("pythonEnvironment() ends with AbortError when its signal aborts during the installation", async () => {
  await using work = await workspace();
  using _ = environmentVariables({ RSTAR_CACHE: work.folder });
  const controller = new AbortController();
  const attempt = pythonEnvironment({
    ...work,
    name: "probe",
    onProgress: () => controller.abort(),
    signal: controller.signal,
  });
  await assert.rejects(attempt, { name: "AbortError" });
});

Deno.test("pythonEnvironment() refuses a name that is not a folder's", async () => {
  await assert.rejects(pythonEnvironment({ requirements: "x", name: "../x" }), TypeError);
});
