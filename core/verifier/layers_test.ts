import assert from "node:assert/strict";
import { breach, type HostileProgram, hostilePrograms, hostileTargets } from "./testing/hostile_programs.ts";
import type { AllowedLayers } from "./python_verifier.ts";
import { processTree, testPython, testVerifier, until } from "./testing/start_verifier.ts";
import { Worker } from "./worker/worker.ts";

/** Whether bubblewrap can be started here. */
const HAS_BUBBLEWRAP = await (async () => {
  try {
    const args = ["--unshare-all", "--ro-bind", "/", "/", "true"];
    return (await new Deno.Command("bwrap", { args, stderr: "null" }).output()).success;
  } catch {
    return false;
  }
})();

/** `/proc/PID/status` as a table. */
function status(pid: number): Map<string, string> {
  const text = Deno.readTextFileSync(`/proc/${pid}/status`);
  return new Map(text.trim().split("\n").map((line) => line.split(/:\s*/) as [string, string]));
}

for (const bubblewrap of HAS_BUBBLEWRAP ? [true, false] : [false]) {
  const wall = bubblewrap ? "with" : "without";
  Deno.test(`PythonVerifier leaves programs no capability and no new privilege, ${wall} bubblewrap`, async () => {
    await using verifier = await testVerifier({ concurrency: 2, layers: { bubblewrap } });
    assert.equal(verifier.sandbox.wall !== "none", bubblewrap);
    await verifier.run(["x = 1"]); // leaves a snapshot
    await until(async () => (await verifier.stats()).workers[0].children === 3);
    const processes = () => processTree(verifier.processIds[0]).map(({ pid }) => status(pid));
    const under = (all: Map<string, string>[]) => all.filter((process) => process.get("Seccomp") === "2");
    await until(() => under(processes()).length >= 4); // a child counts as a node before it has its filter
    const found = processes();
    const filtered = under(found);
    const filters = filtered.map((process) => Number(process.get("Seccomp_filters"))).sort();
    assert.deepEqual(filters, filters.map((count, i) => i ? filters[0] + 1 : count), "template, then its children");
    assert.equal(filters.length, 4);
    for (const process of filtered) {
      const seen = ["CapEff", "CapPrm", "CapInh", "NoNewPrivs"].map((name) => Number(`0x${process.get(name)}`));
      assert.deepEqual(seen, [0, 0, 0, 1], process.get("Name"));
    }
    // Root's own bubblewrap would hand it all capabilities of its namespace.
    const inside = found.filter((process) => process.get("Name") !== "bwrap");
    if (bubblewrap) { for (const process of inside) assert.equal(Number(`0x${process.get("CapEff")}`), 0); }
  });
}

/** Whether each attack is withstood where only the given layers may be used. */
async function outcomes(layers: AllowedLayers, names: readonly string[]): Promise<boolean[]> {
  await using aims = await hostileTargets();
  const every = { seccomp: false, landlock: false, bubblewrap: false };
  await using verifier = await testVerifier({ layers: { ...every, ...layers }, unsafe: true });
  const programs = hostilePrograms(aims);
  return await Promise.all(names.map(async (name) => {
    const program = programs.find((program) => program.name === name) as HostileProgram;
    const code = program.code.replace("args=(99,)", "args=(0.01,)");
    return breach(program, await verifier.run([code], { cpuMs: 2000 }), verifier.sandbox) === null;
  }));
}

Deno.test("PythonVerifier's layers each refuse their part alone", async (t) => {
  const attacks = ["read a secret file", "create a file", "connect", "fork", "thread"];
  await t.step("Landlock: files and TCP, not processes", async () => {
    assert.deepEqual(await outcomes({ landlock: true }, attacks), [true, true, true, false, false]);
  });
  await t.step("seccomp, which then opens no file: all", async () => {
    assert.deepEqual(await outcomes({ seccomp: true }, attacks), [true, true, true, true, true]);
  });
  await t.step({
    name: "bubblewrap: files and network, not processes",
    ignore: !HAS_BUBBLEWRAP,
    fn: async () => {
      assert.deepEqual(await outcomes({ bubblewrap: true }, attacks), [true, true, true, false, false]);
    },
  });
});

Deno.test("PythonVerifier says which layers it found, and runs programs with fewer", async () => {
  const lines: string[] = [];
  const onProgress = (line: string) => void lines.push(line);
  const layers = { bubblewrap: false, landlock: false };
  await using verifier = await testVerifier({ layers, onProgress });
  assert.match(lines[0], /: Python [\d.]+, seccomp, no Landlock, no bubblewrap, snapshots, 1 worker$/);
  const run = async (code: string) => (await verifier.run([code])).output;
  assert.equal(await run("from sympy import *\nprint(solve(symbols('x') - 2))"), "[2]");
  assert.equal(await run("import pickle, mmap, sympy.stats\nprint('preloaded')"), "preloaded");
  assert.match(await run("open('/dev/null')"), /^PermissionError/);
});

Deno.test("PythonVerifier does without a bubblewrap that the machine forbids", async () => {
  const folder = await Deno.makeTempDir({ prefix: "rstar-bwrap-" });
  const path = Deno.env.get("PATH")!;
  try {
    const script = "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n";
    await Deno.writeTextFile(`${folder}/bwrap`, script, { mode: 0o755 });
    Deno.env.set("PATH", `${folder}:${path}`);
    await using verifier = await testVerifier();
    assert.equal(verifier.sandbox.wall, "none");
    assert.equal((await verifier.run(["print(6 * 7)"])).output, "42");
  } finally {
    Deno.env.set("PATH", path);
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "Worker keeps few snapshots where a container forbids /proc, as their memory cannot be measured",
  ignore: !HAS_BUBBLEWRAP,
  fn: async () => {
    const layers = { unsafe: false, use_seccomp: true, use_landlock: true };
    const supervisor = { active: 2, pool: 2, max_snapshots: 64, memory_mb: 512, ...layers };
    const { worker, hello } = await Worker.start({ python: await testPython(), wall: "without_proc", supervisor });
    await using _ = worker;
    assert.deepEqual([hello.seccomp, hello.snapshots, hello.proc], [true, true, false]);
    const settings = { parent: null, keep: true, cpu_ms: 1000, wall_ms: 9000, style: "stdout" } as const;
    for (let i = 0; i < 12; i++) await worker.submit({ steps: [`x = ${i}`], ...settings }).report;
    assert.equal((await worker.stats()).kept, 8);
  },
});

/** Root may do without its privileges; anybody else has none to lose. */
const CAN_DROP = Deno.uid() === 0 && Deno.build.os === "linux" &&
  await new Deno.Command("setpriv", { args: ["--version"], stdout: "null" }).output().then(() => true, () => false);

Deno.test({
  name: "PythonVerifier withstands hostile programs where it was started without privileges",
  ignore: !CAN_DROP,
  fn: async () => {
    const tests = new URL("./testing/hostile_programs_test.ts", import.meta.url).pathname;
    const again = ["test", "-A", "--no-check", "--filter", "hostile programs without bubblewrap and", tests];
    const none = ["--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"];
    const command = new Deno.Command("setpriv", { args: [...none, Deno.execPath(), ...again], stderr: "null" });
    const { success, stdout } = await command.output();
    const report = new TextDecoder().decode(stdout);
    assert.ok(success, report);
    assert.match(report, /1 passed \(\d+ steps\)/, "it was run");
  },
});
