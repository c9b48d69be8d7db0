import assert from "node:assert/strict";
import type { PythonVerifier } from "../python_verifier.ts";
import { takeOver } from "./hostile_attack.ts";
import { processTree, testVerifier, until } from "./start_verifier.ts";

/**
 * A step that serves its channel itself: each time it is asked to fork it does so by the one call that is granted, and does
 * `child` and `parent` there instead of greeting.
 */
const lie = (child: string, parent: string): string => `
import ctypes, os, struct, time
libc = ctypes.CDLL(None)
number = {'x86_64': 56, 'aarch64': 220}[os.uname().machine]
def fork(flags=0x8011): return libc.syscall(number, flags, 0, 0, 0, 0)
def greet(pid): os.write(f[0], struct.pack('<ci', b'H', pid))
def close_all():
    for fd in range(24):
        try: os.close(fd)
        except OSError: pass
${
  takeOver(`if not f: os._exit(0)
    if fork() == 0:
        ${child}
    ${parent}`)
}`;
const BURN = "close_all()\n        while True: pass";
const LIES: Readonly<Record<string, string>> = {
  "the parent greets in the place of a fork that burns": lie(BURN, "greet(os.getpid())\n    time.sleep(9)"),
  "the parent greets in the name of its fork": lie(BURN, "greet(os.getpid() + 1)\n    time.sleep(9)"),
  "nobody greets, the fork burns": lie(BURN, "time.sleep(9)"),
  "nobody greets, both burn": lie(BURN, "while True: pass"),
  "the parent dies, the fork burns": lie(BURN, "os._exit(0)"),
  "the parent closes what it was handed": lie(BURN, "os.close(f[0])\n    time.sleep(9)"),
  "the fork asks to fork again": lie("while True: fork()", "time.sleep(9)"),
  "the fork asks to fork otherwise": lie("while True: fork(17)", "time.sleep(9)"),
  "the fork maps shared memory": lie("import mmap\n        while True: mmap.mmap(-1, 4096)", "time.sleep(9)"),
  "both ask to fork": lie("while True: fork()", "while True: fork()"),
  "the fork asks to fork and ends": lie("fork(); os._exit(0)", "fork()\n    greet(os.getpid())\n    time.sleep(9)"),
  "the fork greets and burns": lie("greet(os.getpid())\n        while True: pass", "time.sleep(9)"),
  "the fork greets and asks to fork": lie("greet(os.getpid())\n        while True: fork()", "while True: fork()"),
};

/** Living processes that run or hold programs: not the supervisor, its template and the bubblewrap around them. */
function programs(verifier: PythonVerifier): number {
  const alive = processTree(verifier.processIds[0]).filter(({ state }) => state !== "Z").length;
  return alive - (verifier.sandbox.wall === "none" ? 2 : 4);
}

/** Whether the supervisor counts every one of them. */
async function allKnown(verifier: PythonVerifier): Promise<boolean> {
  const [{ children, active }] = (await verifier.stats()).workers;
  return active === 0 && children === programs(verifier);
}

Deno.test("PythonVerifier knows every process that was forked, whatever is said of it", async (t) => {
  await using verifier = await testVerifier({ concurrency: 2, memoryMb: 384 });
  await verifier.ready();
  const [supervisor] = verifier.processIds;
  for (const [name, code] of Object.entries(LIES)) {
    await t.step(name, async () => {
      assert.equal((await verifier.run([code], { cpuMs: 200 })).status, "ok");
      const started = performance.now();
      const { output } = await verifier.run([code, "print('done')"], { cpuMs: 200 });
      assert.notEqual(output, "done");
      assert.ok(performance.now() - started < 5_500, "a fork has 5 s");
      await until(() => allKnown(verifier));
    });
  }
  await t.step("afterwards", async () => {
    assert.deepEqual(verifier.processIds, [supervisor], "the supervisor lives on");
    assert.equal((await verifier.run(["x = 1", "print(x)"])).output, "1");
    await until(() => processTree(supervisor).every(({ state }) => state !== "R")); // nothing goes on running
  });
});

Deno.test("PythonVerifier bounds the CPU time of a fork that never greets by the limit of its run", async () => {
  await using verifier = await testVerifier({ concurrency: 2 });
  const code = LIES["nobody greets, both burn"];
  await verifier.run([code], { cpuMs: 200 });
  const started = performance.now();
  const run = verifier.run([code, "print(1)"], { cpuMs: 200 });
  await until(() => programs(verifier) === 4); // two of the pool, the snapshot and its fork
  await run;
  await until(() => allKnown(verifier));
  assert.ok(performance.now() - started < 3_000, "long before the 5 s that a fork has");
});

Deno.test("PythonVerifier ends a snapshot that hangs without its other forks", async () => {
  await using verifier = await testVerifier({ concurrency: 3 });
  const hangsTheSecondTime =
    "import signal, time\nn = 0\ndef hang(*_):\n  global n\n  n += 1\n  while n > 1: pass\nsignal.signal(signal.SIGCONT, hang)";
  await verifier.run([hangsTheSecondTime]);
  const first = verifier.run([hangsTheSecondTime, "time.sleep(1.5)\nprint('awake')"]);
  await until(async () => (await verifier.stats()).forked === 1 || (await verifier.stats()).workers[0].active === 1);
  const second = await verifier.run([hangsTheSecondTime, "print('replayed')"], { cpuMs: 400 });
  assert.equal(second.output, "replayed");
  assert.equal((await first).output, "awake");
});

Deno.test("PythonVerifier leaves no process where its supervisor dies while a snapshot forks", async () => {
  for (const bubblewrap of [true, false]) {
    await using verifier = await testVerifier({ concurrency: 2, layers: { bubblewrap } });
    const code = lie("while True: time.sleep(1)", "while True: time.sleep(1)");
    await verifier.run([code]);
    const run = verifier.run([code, "print(1)"]);
    run.catch(() => {});
    await until(() => programs(verifier) === 4); // two of the pool, the snapshot and its fork
    const before = processTree(verifier.processIds[0]).map(({ pid }) => pid);
    Deno.kill(verifier.processIds[0], "SIGKILL");
    await until(() => !processTree(1).some(({ pid, state }) => before.includes(pid) && state !== "Z"));
  }
});
