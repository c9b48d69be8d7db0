import assert from "node:assert/strict";
import type { PythonVerifier } from "../python_verifier.ts";
import { takeOver } from "./hostile_attack.ts";
import { processTree, testVerifier, until } from "./start_verifier.ts";

/** Steps that follow a hostile one in forks of its snapshot; `alive` says that the verifier still works. */
async function follow(verifier: PythonVerifier, hostile: string, next: string, cpuMs = 300): Promise<string> {
  const first = await verifier.run([hostile], { cpuMs });
  const second = await verifier.run([hostile, next], { cpuMs });
  return `${first.status}, ${second.status} ${second.output}`;
}

async function assertAlive(verifier: PythonVerifier): Promise<void> {
  assert.equal(
    (await verifier.run(["print(6 * 7)", `print(${crypto.getRandomValues(new Uint32Array(1))[0]} * 0)`])).output,
    "0",
  );
}

/** Hangs when its snapshot is woken to fork; replayed from the start, it does not. */
const hanging = "import signal\ndef hang(*_):\n  while True: pass\nsignal.signal(signal.SIGCONT, hang)";

Deno.test("PythonVerifier keeps its word when snapshots are hostile", async (t) => {
  await using verifier = await testVerifier({ memoryMb: 512 });
  await verifier.ready();

  await t.step("a profile and a trace hook left behind are taken back", async () => {
    const hooks = "import sys\ndef hook(*a):\n  return hook\nsys.setprofile(hook)\nsys.settrace(hook)";
    const next = "print(sys.getprofile(), sys.gettrace())";
    assert.equal(await follow(verifier, hooks, next), "ok, ok None None");
  });
  await t.step("timers left behind are disarmed", async () => {
    const timers = `import signal, time
def h(*a):
  while True: pass
signal.signal(signal.SIGALRM, h)
signal.setitimer(signal.ITIMER_REAL, 0.2)`;
    assert.equal(await follow(verifier, timers, "import time\ntime.sleep(0.3)\nprint('calm')"), "ok, ok calm");
  });
  await t.step("an idle snapshot is stopped, so that it uses no CPU", async () => {
    await verifier.run(["idle = 1"]);
    await until(async () => {
      const [{ kept }] = (await verifier.stats()).workers;
      return processTree(verifier.processIds[0]).filter(({ state }) => state === "T").length === kept;
    });
  });
  await t.step("a snapshot that answers itself in place of a fork", async () => {
    const impersonate = takeOver(
      `
    os.write(f[0], struct.pack('<ci', b'H', os.getpid()))
    os.read(f[0], 6); os.read(f[0], 9999)
    os.write(f[0], struct.pack('<I', 7) + b'1FORGED')`.trim().split("\n").join("\n"),
    );
    const outcome = await follow(verifier, impersonate, "print('mine')");
    assert.doesNotMatch(outcome, /FORGED/);
    assert.match(outcome, /^ok, (crash|timeout|error IndexError)/);
  });
  await t.step("a snapshot that dies when it is asked to fork", async () => {
    assert.match(
      await follow(verifier, takeOver("os._exit(0)"), "print('mine')"),
      /^ok, (crash|timeout|error IndexError)/,
    );
  });
  await t.step("a snapshot that sends bytes unasked", async () => {
    const outcome = await follow(verifier, takeOver("os.write(3, b'x' * 100)"), "print('mine')");
    assert.match(outcome, /^ok, (crash|timeout|error IndexError)/);
  });
  await t.step("forks without a grant", async () => {
    const forks =
      "import os\nn = 0\nfor i in range(10):\n  try:\n    if os.fork() == 0: os._exit(0)\n    n += 1\n  except OSError: pass\nprint('forks', n)";
    assert.equal(await follow(verifier, "x = 1", forks), "ok, ok forks 0");
  });
  await t.step("siblings that try to use each other's grants", async () => {
    const steal = (i: number) =>
      `import os, time\nn = ${i} * 0\nfor i in range(12):\n  try:\n    if os.fork() == 0:\n      while True: time.sleep(1)\n    n += 1\n  except OSError: pass\n  time.sleep(0.005)\nprint('stole', n)`;
    await verifier.run(["x = 2"]);
    const runs = await Promise.all(Array.from({ length: 6 }, (_, i) => verifier.run(["x = 2", steal(i)])));
    assert.deepEqual(new Set(runs.map(({ output }) => output)), new Set(["stole 0"]));
  });
  await t.step("a caller killed while its request waits", async () => {
    const bomb = (i: number) => `import os\ni = ${i}\nwhile True:\n  try: os.fork()\n  except OSError: pass`;
    const runs = await Promise.all(
      Array.from({ length: 12 }, (_, i) => verifier.run(["x = 3", bomb(i)], { cpuMs: 20 })),
    );
    for (const { status } of runs) assert.match(status, /^(crash|timeout)$/);
  });
  await t.step("programs that are dead when they are to be kept", async () => {
    const before = verifier.processIds;
    const dying = (i: number) => `import os, struct\nos.write(3, struct.pack('<I', 2) + b'1${i % 10}')\nos._exit(${i})`;
    const runs = await Promise.all(Array.from({ length: 30 }, (_, i) => verifier.run(["x = 5", dying(i)])));
    for (const { status } of runs) assert.match(status, /^(ok|crash)$/);
    const next = await Promise.all(Array.from({ length: 30 }, (_, i) => verifier.run(["x = 5", dying(i), "print(1)"])));
    for (const { status } of next) assert.match(status, /^(ok|crash|error)$/);
    assert.deepEqual(verifier.processIds, before, "the supervisor lives on");
  });
  await t.step("a program that keeps asking to fork is ended, not served until its time is over", async () => {
    const { status, cpuMs } = await verifier.run([
      "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
    ], { cpuMs: 20_000 });
    assert.equal(status, "crash");
    assert.ok(cpuMs < 2_000, `it used ${cpuMs} ms`);
  });
  await t.step("forty nested snapshots", async () => {
    const steps = Array.from({ length: 40 }, (_, i) => `d${i} = ${i}`);
    for (let n = 1; n <= steps.length; n++) assert.equal((await verifier.run(steps.slice(0, n))).status, "ok");
    assert.equal((await verifier.run([...steps, "print(d0 + d39)"])).output, "39");
  });
  await t.step("afterwards", async () => await assertAlive(verifier));
});

Deno.test("PythonVerifier runs other programs while a snapshot hangs when it is woken to fork", async () => {
  await using verifier = await testVerifier({ concurrency: 2 });
  assert.equal((await verifier.run([hanging])).status, "ok");
  let isOver = false;
  const stuck = Promise.all([1, 2].map((i) => verifier.run([hanging, `print(${i})`]))).finally(() => isOver = true);
  await until(async () => (await verifier.stats()).workers[0].active === 1);
  assert.equal((await verifier.run(["print('in time')"])).output, "in time");
  assert.equal(isOver, false, "the hanging fork was still being waited for");
  for (const { output } of await stuck) assert.match(output, /^[12]$/); // replayed in the end
});

Deno.test("PythonVerifier continues after a run was cancelled while its snapshot was to fork", async () => {
  await using verifier = await testVerifier({ concurrency: 2 });
  assert.equal((await verifier.run([hanging])).status, "ok");
  const controller = new AbortController();
  const cancelled = verifier.run([hanging, "print(1)"], { signal: controller.signal });
  await until(async () => (await verifier.stats()).workers[0].active === 1);
  controller.abort();
  await assert.rejects(cancelled, { name: "AbortError" });
  const started = performance.now();
  assert.equal((await verifier.run([hanging, "print(2)"])).output, "2");
  assert.ok(performance.now() - started < 5_000, "the cancelled fork was not waited for");
});

Deno.test("PythonVerifier replays what was evicted, with the same result", async () => {
  await using small = await testVerifier({ snapshots: 3 });
  const programs = Array.from({ length: 12 }, (_, i) => [`x = ${i}`, "y = x * x", `print(x + y)`]);
  for (const steps of programs) for (let n = 1; n <= 3; n++) await small.run(steps.slice(0, n));
  const last = await Promise.all(programs.map((steps) => small.run([...steps, "print(y - x)"])));
  assert.deepEqual(last.map(({ output }) => output), programs.map((_, i) => String(i * i - i)));
  const [worker] = (await small.stats()).workers;
  assert.ok(worker.kept <= 3, `${worker.kept} kept`);
  assert.ok(worker.listeners <= worker.children, JSON.stringify(worker));
});

Deno.test("PythonVerifier keeps one snapshot more for each that was missed", async () => {
  await using verifier = await testVerifier({ workers: 1 });
  const kept = async (): Promise<number> => (await verifier.stats()).workers[0].kept;
  const programs = Array.from({ length: 70 }, (_, i) => [`x = ${i}`]);
  for (const steps of programs) await verifier.run(steps);
  await until(async () => await kept() === 64);
  for (const i of [0, 1, 2]) assert.equal((await verifier.run([...programs[i], "print(x)"])).output, `${i}`);
  await until(async () => await kept() === 67);
  assert.equal((await verifier.run([...programs[69], "print(x)"])).output, "69", "that one was still there");
  await until(async () => await kept() === 67);
});

Deno.test("PythonVerifier keeps no snapshot that holds much memory", async () => {
  await using verifier = await testVerifier();
  const large = "a = bytearray(100 * 2**20)";
  assert.equal((await verifier.run([large])).status, "ok");
  assert.equal((await verifier.stats()).workers[0].kept, 0);
  assert.equal((await verifier.run([large, "print(len(a))"])).output, String(100 * 2 ** 20));
  await verifier.run(["b = bytearray(10 * 2**20)"]);
  assert.equal((await verifier.stats()).workers[0].kept, 1);
});
