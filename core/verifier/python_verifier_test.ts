import assert from "node:assert/strict";
import { VerifierError } from "../errors.ts";
import { MAX_STEP_BYTES, PythonVerifier } from "./python_verifier.ts";
import { processTree, testPython, testVerifier, until } from "./testing/start_verifier.ts";
import type { Observation } from "./verifier.ts";

const SLOW = { sanitizeOps: true, sanitizeResources: true };
const short = ({ status, output }: Observation): string => `${status} ${output}`;

Deno.test("PythonVerifier.run() gives what the last step gave", SLOW, async (t) => {
  await using verifier = await testVerifier();
  const run = async (steps: string[], options = {}): Promise<string> => short(await verifier.run(steps, options));

  await t.step("its printed text, without the earlier steps'", async () => {
    assert.equal(await run(["x = 6\nprint('first')", "print(x * 7)"]), "ok 42");
    assert.equal(await run(["x = 1"]), "ok ");
    assert.equal(await run(["import sys\nprint('hidden', file=sys.stderr)\nprint('ü', end='')"]), "ok ü");
  });
  await t.step("an exception as TypeName: message", async () => {
    assert.equal(await run(["1/0"]), "error ZeroDivisionError: division by zero");
    assert.equal(await run(["import sys\nsys.exit(0)"]), "error SystemExit: 0");
    assert.equal(await run(["x = 1", "print(y)"]), "error NameError: name 'y' is not defined");
  });
  await t.step("the first error of a prefix", async () => {
    assert.equal(await run(["1/0", "print(1)"]), "error ZeroDivisionError: division by zero");
    assert.equal(await run(["x = 1", "1/0", "print(1)"]), "error ZeroDivisionError: division by zero");
  });
  await t.step("line numbers of the whole program", async () => {
    assert.equal(await run(["a = 1\nb = 2\n", "\nif True:\nx = 1"]).then((s) => /, line (\d+)\)/.exec(s)?.[1]), "5");
  });
  await t.step("at most 1 027 characters", async () => {
    const { output } = await verifier.run(["print('a' * 10**7)\nprint('end')"]);
    assert.equal(output.length, 1026); // the last of the 1 027 was white space
    assert.match(output, /^a{512}\.\.\.a+\nend$/);
    assert.equal((await verifier.run(["raise ValueError('é' * 10**6)"])).output.length, 1027);
  });
  await t.step("state, functions and generators of earlier steps", async () => {
    const steps = ["def f(n):\n  return n * k", "k = 3\ng = iter(range(9))", "next(g)", "print(f(5), next(g))"];
    assert.equal(await run(steps), "ok 15 1");
    assert.equal(await run(["from __future__ import annotations", "def f(x: nowhere): return 1\nprint(f(0))"]), "ok 1");
    assert.equal(await run(["x = 1\r\nif x:\r\n  print(x)\r\n"]), "ok 1");
  });
  await t.step("SymPy's answers", async () => {
    assert.equal(
      await run(["from sympy import *", "x = symbols('x')", "s = solve(x**2 - 5*x + 6, x)", "print(s)"]),
      "ok [2, 3]",
    );
    assert.equal(await run(["import sympy.stats\nprint(sympy.stats.E(sympy.stats.Die('D', 6)))"]), "ok 7/2");
    assert.equal(
      await run([
        "from math_verify import parse, verify\nprint(verify(parse('$0.5$', parsing_timeout=None), " +
        "parse('$1/2$', parsing_timeout=None), timeout_seconds=None))",
      ]),
      "ok True",
    );
  });
});

Deno.test("PythonVerifier.run() follows the official rules in the msft style", SLOW, async () => {
  await using verifier = await testVerifier();
  const cases: [string[], string][] = [
    [["y = 1\ny + 1"], "2"],
    [["x = 80**0.5\nprint(x)"], "8.9443"],
    [["print(84000.0)"], "84000.0"],
    [["print(30)"], "30"],
    [["print('a')\n5"], "5"],
    [["print('a')\nx = 5"], "a"],
    [["x = 2\nprint(x)\nprint(x + 1, 'b')"], "x: 2\nx + 1, 'b': 3 b"],
    [['print("f(g(x)) =", 4)\nprint("h(x)", 8)'], '"f(g(x: f(g(x)) = 4\n"h(x: h(x) 8'],
    [["print(1)", "x = 1", "print(\n  x)"], "1: 1\n\n  x: 1"],
    [["for i in range(3):\n  print(i)"], "0\n1\n2"],
    [["'text'"], "text"],
    [["print('é', 1)\nprint('a' # é\n , 2)"], "'é', 1: é 1\n'a' # é\n , 2: a 2"],
    [["float('nan')"], "nan"],
    [["None"], ""],
  ];
  for (const [steps, expected] of cases) {
    assert.equal(short(await verifier.run(steps, { output: "msft" })), `ok ${expected}`, JSON.stringify(steps));
  }
  assert.equal(
    short(await verifier.run(["print(1)\n1/0"], { output: "msft" })),
    "error ZeroDivisionError: division by zero",
  );
});

Deno.test("PythonVerifier.run() ends programs by CPU time, not by wall time", SLOW, async () => {
  await using verifier = await testVerifier({ concurrency: 3, memoryMb: 512 });
  await verifier.ready();
  const [loop, sleeper, bomb, patient] = await Promise.all([
    verifier.run(["while True: pass"], { cpuMs: 200 }),
    verifier.run(["import time\ntime.sleep(1000)"], { cpuMs: 100 }),
    verifier.run(["a = []\nwhile True: a.append(bytearray(10**7))"]),
    verifier.run(["import time\ntime.sleep(0.5)\nprint('awake')"], { cpuMs: 120 }),
  ]);
  assert.equal(short(loop), "timeout TimeoutError: more than 200 ms of CPU time");
  assert.ok(loop.cpuMs >= 200 && loop.cpuMs < 400, `used ${loop.cpuMs} ms`);
  assert.equal(short(sleeper), "timeout TimeoutError: more than 5300 ms");
  assert.equal(short(bomb), "memory MemoryError: ");
  assert.equal(short(patient), "ok awake");
  assert.equal(
    short(await verifier.run([`x = """${"y".repeat(MAX_STEP_BYTES)}"""`])),
    `error ValueError: a step is longer than ${MAX_STEP_BYTES} bytes`,
  );
});

Deno.test("PythonVerifier.run() counts the CPU time of the last step only", SLOW, async () => {
  await using verifier = await testVerifier({ snapshots: 0 });
  const work = "import time\nend = time.process_time() + 0.12\nwhile time.process_time() < end: pass";
  const observation = await verifier.run([work, work, work, "print('done')"], { cpuMs: 250 });
  assert.equal(short(observation), "ok done");
  assert.ok(observation.cpuMs < 100, `used ${observation.cpuMs} ms`);
});

Deno.test({
  name: "PythonVerifier.run() touches no memory for a later step that the step does not need",
  ignore: Deno.build.os !== "linux",
  ...SLOW,
  async fn() {
    await using verifier = await testVerifier({ snapshots: 0 });
    const faults = "resource.getrusage(resource.RUSAGE_SELF).ru_minflt";
    const steps = [`import resource\nbefore = ${faults}`, ...Array(6).fill("x = 1"), `print(${faults} - before)`];
    const { output } = await verifier.run(steps);
    assert.ok(Number(output) < 400, `${output} pages`); // two mebibytes are 512
  },
});

Deno.test("PythonVerifier.run() remembers results by prefix, code and style", SLOW, async () => {
  await using verifier = await testVerifier();
  const clock = ["import time", "print(time.perf_counter_ns())"];
  const first = await verifier.run(clock);
  assert.deepEqual(await verifier.run(clock), { ...first, cpuMs: 0 });
  assert.notEqual((await verifier.run(clock, { output: "msft" })).output, first.output);
  assert.notEqual((await verifier.run(["import time\n", clock[1]])).output, first.output);
  const together = await Promise.all([1, 2, 3].map(() => verifier.run(["import time\nprint(time.perf_counter_ns())"])));
  assert.equal(new Set(together.map(({ output }) => output)).size, 1);
  assert.equal((await verifier.stats()).cached, 1);
});

Deno.test("PythonVerifier.run() keeps nothing of a last step, and runs it again where one follows", SLOW, async () => {
  await using verifier = await testVerifier();
  const kept = async (): Promise<number> => (await verifier.stats()).workers[0].kept;
  await verifier.run(["x = 1"]);
  await verifier.run(["x = 1", "y = 2"], { last: true });
  assert.equal(await kept(), 1);
  assert.equal((await verifier.run(["x = 1", "y = 2", "print(x + y)"])).output, "3");
  assert.equal(await kept(), 3);
});

Deno.test("PythonVerifier.run() rejects when its signal aborts, and ends the program", SLOW, async () => {
  await using verifier = await testVerifier();
  await verifier.ready();
  const controller = new AbortController();
  const run = verifier.run(["while True: pass"], { cpuMs: 60_000, signal: controller.signal });
  const other = verifier.run(["while True: pass"], { cpuMs: 300 });
  await until(async () => (await verifier.stats()).workers[0].active === 2);
  controller.abort();
  await assert.rejects(run, { name: "AbortError" });
  await until(async () => (await verifier.stats()).workers[0].active < 2);
  assert.equal((await other).status, "timeout");
  await assert.rejects(verifier.run(["print(1)"], { signal: controller.signal }), { name: "AbortError" });
  assert.equal((await verifier.run(["print(1)"])).output, "1");
});

Deno.test("PythonVerifier.run() refuses what it cannot run", SLOW, async () => {
  await using verifier = await testVerifier();
  await assert.rejects(verifier.run([]), RangeError);
  await assert.rejects(verifier.run(["1"], { cpuMs: 0 }), RangeError);
  await assert.rejects(verifier.run(["1"], { cpuMs: Infinity }), RangeError);
});

Deno.test("PythonVerifier.start() says why it cannot", SLOW, async () => {
  const python = await testPython();
  const code = (code: string) => (error: unknown): boolean => error instanceof VerifierError && error.code === code;
  await assert.rejects(PythonVerifier.start({ python: "/nowhere/bin/python" }), code("python_unavailable"));
  await assert.rejects(PythonVerifier.start({ python, layers: { seccomp: false } }), code("sandbox_unavailable"));
  const base = await Deno.realPath(python); // no SymPy there
  await using bare = await PythonVerifier.start({ python: base });
  if (!await hasSympy(base)) {
    await assert.rejects(bare.ready(), code("python_unavailable"));
    await assert.rejects(bare.run(["print(1)"]), code("python_unavailable"));
  }
});

async function hasSympy(python: string): Promise<boolean> {
  return (await new Deno.Command(python, { args: ["-c", "import sympy"], stderr: "null" }).output()).success;
}

Deno.test("PythonVerifier restarts a worker that is killed and sends its programs again", SLOW, async () => {
  for (const bubblewrap of [true, false]) {
    await using verifier = await testVerifier({ layers: { bubblewrap } });
    await verifier.run(["x = 1"]);
    const before = verifier.processIds;
    const tree = processTree(before[0]).map(({ pid }) => pid);
    assert.ok(tree.length > 2);
    const runs = Array.from({ length: 6 }, (_, i) => verifier.run(["x = 1", `print(sum(range(10**6)) + ${i})`]));
    await until(async () => (await verifier.stats()).workers[0].active > 0);
    Deno.kill(before[0], "SIGKILL");
    const outputs = (await Promise.all(runs)).map(({ output }) => output);
    assert.deepEqual(outputs, Array.from({ length: 6 }, (_, i) => String(499999500000 + i)));
    assert.notDeepEqual(verifier.processIds, before);
    await until(() => !processTree(Deno.pid).some(({ pid, state }) => tree.includes(pid) && state !== "Z"));
  }
});

Deno.test("PythonVerifier.close() leaves no process, whatever still runs", SLOW, async () => {
  for (const bubblewrap of [true, false]) {
    const verifier = await testVerifier({ layers: { bubblewrap } });
    await verifier.run(["x = 1"]);
    const run = verifier.run(["x = 1", "import signal\nwhile True: pass"], { cpuMs: 60_000 });
    run.catch(() => {});
    await until(async () => (await verifier.stats()).workers[0].active === 1);
    await until(() => processTree(verifier.processIds[0]).some(({ state }) => state === "T")); // the snapshot
    const tree = processTree(verifier.processIds[0]);
    await verifier.close();
    await assert.rejects(run, VerifierError);
    await assert.rejects(verifier.run(["print(2)"]), VerifierError);
    const left = (): number[] => tree.map(({ pid }) => pid).filter((pid) => alive(pid));
    await until(() => !left().length);
  }
});

function alive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
