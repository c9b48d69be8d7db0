import assert from "node:assert/strict";
import fc from "fast-check";
import { testVerifier } from "./testing/start_verifier.ts";

/** What a step leaves, and a next step that shows it and, where a fork shares it, changes it for the others. */
const FRAGMENTS: readonly (readonly [left: string, next: string])[] = [
  ["x = 3", "x += 1\nprint(x)"],
  ["g = iter(range(9))\nnext(g)", "print(next(g))"],
  ["def h():\n  a = yield 1\n  yield a\nc = h(); next(c)", "print(c.send(7))"],
  ["import random\nr = random.random()", "print(r, random.random())"],
  ["import time\nt = time.time(), time.monotonic()", "print(time.time() >= t[0], time.monotonic() >= t[1])"],
  ["import sympy\nf = open(sympy.__file__)\nf.readline()", "print(len(f.read()))"],
  ["import os, sympy\nfd = os.open(sympy.__file__, 0)", "print(len(os.read(fd, 99)), os.lseek(fd, 0, 1))"],
  ["import os, sympy\nos.close(0)\nos.open(sympy.__file__, 0)", "print(os.read(0, 9), os.lseek(0, 0, 1))"],
  ["import sympy\nwith open(sympy.__file__) as w: n = len(w.readline())", "print(n, w.closed)"],
  ["import os, sympy\nd = os.scandir(os.path.dirname(sympy.__file__))\nnext(d)", "print(next(d).name)"],
  ["import mmap\nm = mmap.mmap(-1, 4096)", "m[0] += 1\nprint(m[0])"],
  [
    "import mmap, sympy\nwith open(sympy.__file__, 'rb') as w: v = mmap.mmap(w.fileno(), 0, prot=1)",
    "print(v.readline())",
  ],
  ["import mmap\np = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANON)", "p[0] += 1\nprint(p[0])"],
  ["import os\no = os.dup(3)", "import os, struct\nos.write(o, b'')\nprint(o)"],
  [
    "import signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, [14])\nsignal.setitimer(0, 0.001)\ntime.sleep(0.01)",
    "print(signal.sigpending())",
  ],
  ["import sys\nsys.setrecursionlimit(500)", "print(sys.getrecursionlimit())"],
  ["from sympy import *\ny = symbols('y')", "print(solve(y**2 - 2, y), Dummy().dummy_index)"],
];
const PROGRAM = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 3 });

Deno.test("SnapshotRunner gives every sibling what a replay gives, whatever its prefix left", async (t) => {
  await using forking = await testVerifier({ cacheEntries: 0, snapshots: 64 });
  await using replaying = await testVerifier({ cacheEntries: 0, snapshots: 0 });
  /** The same step twice at a time and once more, after steps that ran one by one, as in a search. */
  const check = async (prefix: readonly string[], next: string): Promise<void> => {
    for (let n = 1; n <= prefix.length; n++) await forking.run(prefix.slice(0, n));
    const siblings = await Promise.all([next, `${next}\n`].map((step) => forking.run([...prefix, step])));
    siblings.push(await forking.run([...prefix, next]));
    const { status, output } = await replaying.run([...prefix, next]);
    for (const sibling of siblings) assert.deepEqual([sibling.status, sibling.output], [status, output], next);
  };
  for (const [left, next] of FRAGMENTS) await t.step(left, () => check([left], next));
  await t.step("at random", async () => {
    const property = fc.asyncProperty(PROGRAM, async (program) => {
      await check(program.map(([left]) => left), program.map(([, next]) => next).join("\n"));
    });
    await fc.assert(property, { numRuns: 25 });
  });
  await t.step("by forks wherever that is possible", async () => {
    const { forked } = await forking.stats();
    assert.ok(forked > 40, `${forked} forked`);
  });
});

Deno.test("SnapshotRunner does not replay for a snapshot that will not be kept", async () => {
  await using verifier = await testVerifier();
  const prefix = "import mmap\nm = mmap.mmap(-1, 4096)";
  await verifier.run([prefix]);
  for (const i of [1, 2, 3]) assert.equal((await verifier.run([prefix, `print(${i})`])).output, String(i));
  const { fresh, forked } = await verifier.stats();
  assert.deepEqual([fresh, forked], [4, 0]);
});

Deno.test("PythonVerifier serves owners in turn, and lends the places of sleepers", async () => {
  await using verifier = await testVerifier({ concurrency: 2 });
  await verifier.ready();
  const leaving = new AbortController();
  const sleepers = Array.from({ length: 9 }, (_, i) => {
    return verifier.run([`import time\ntime.sleep(${100 + i})`], { owner: "sleepy", signal: leaving.signal });
  });
  const settled = Promise.allSettled(sleepers);
  const started = performance.now();
  assert.equal((await verifier.run(["x = 1"], { owner: "awake" })).status, "ok");
  assert.equal((await verifier.run(["x = 1", "print(x)"], { owner: "awake" })).output, "1");
  assert.ok(performance.now() - started < 4_000, "a sleeper has 20 s");
  const [{ queued, active }] = (await verifier.stats()).workers;
  assert.deepEqual([queued, active], [7, 2], "sleepers lend each other nothing");
  leaving.abort();
  await settled;
});
