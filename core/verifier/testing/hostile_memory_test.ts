import assert from "node:assert/strict";
import type { PythonVerifier } from "../python_verifier.ts";
import { processTree, testVerifier, until } from "./start_verifier.ts";

const MEBIBYTE = 2 ** 20;
const MAX_SNAPSHOT = 64 * MEBIBYTE;

/** Bytes of the processes below a supervisor by a field of `smaps_rollup`; undefined where this user may not read them. */
function memory(verifier: PythonVerifier, field: string): number[] | undefined {
  try {
    return processTree(verifier.processIds[0]).filter(({ state }) => state === "T").map(({ pid }) => {
      const text = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
      return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)![1]) * 1024;
    });
  } catch {
    return undefined;
  }
}

async function kept(verifier: PythonVerifier): Promise<number> {
  return (await verifier.stats()).workers[0].kept;
}

Deno.test("PythonVerifier keeps no snapshot that holds much memory, wherever that is", async (t) => {
  await using verifier = await testVerifier({ memoryMb: 512 });
  await verifier.ready();
  const fill = "for k in range(0, len(m), 4096): m[k] = 1";
  const programs: Record<string, string> = {
    "private": "m = bytearray(100 << 20)",
    "mapped privately":
      `import mmap\nm = mmap.mmap(-1, 100 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\n${fill}`,
    "shared": `import mmap\nm = mmap.mmap(-1, 100 << 20)\n${fill}`,
    "shared, and no longer in its tables":
      `import mmap\nm = mmap.mmap(-1, 100 << 20)\n${fill}\nm.madvise(mmap.MADV_DONTNEED)`,
    "shared, not touched yet": "import mmap\nm = mmap.mmap(-1, 100 << 20)",
    "populated": "import mmap\nm = mmap.mmap(-1, 100 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x8000)",
  };
  for (const [name, code] of Object.entries(programs)) {
    await t.step(name, async () => {
      assert.equal((await verifier.run([code])).status, "ok");
      assert.equal(await kept(verifier), 0);
      assert.equal((await verifier.run([code, "print(len(m))"])).output, String(100 * MEBIBYTE));
      assert.equal(await kept(verifier), 0);
    });
  }
  await t.step("taken when it is woken", async () => {
    const grow =
      "import signal\ndef grow(*_):\n  global x\n  x = bytearray(100 << 20)\nsignal.signal(signal.SIGCONT, grow)";
    assert.equal((await verifier.run([grow])).status, "ok");
    assert.equal(await kept(verifier), 1);
    const next = "print('x' in globals())";
    assert.equal((await verifier.run([grow, next], { last: true })).output, "False", "replayed");
    assert.equal((await verifier.run([grow, "y = 1"], { last: true })).status, "ok");
    assert.equal(await kept(verifier), 0);
  });
  await t.step("taken between its report and its stop", async () => {
    for (let i = 0; i < 5; i++) {
      const late =
        `import os, struct\ni = ${i}\nos.write(3, struct.pack('<I', 1) + b'1')\nm = bytearray(100 << 20)\nwhile True: pass`;
      assert.equal((await verifier.run([late])).status, "ok");
    }
    await until(() => (memory(verifier, "Private_Dirty") ?? []).every((bytes) => bytes < MAX_SNAPSHOT));
  });
  await t.step("hidden by advice to the kernel", async () => {
    const advice =
      "import mmap\nm = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\nfor n in (10, 12, 18, 21, 25):\n  try: m.madvise(n); print('BREACH', n)\n  except OSError: pass";
    assert.equal((await verifier.run([advice])).output, "");
  });
});

Deno.test("PythonVerifier counts what snapshots hold at not less than it is, whosever it was first", async () => {
  await using verifier = await testVerifier();
  await verifier.ready();
  // Reading an object writes its count, hence copies a page of the template.
  const copy = (i: number) =>
    `import gc, sys
seen, todo = set(), list(sys.modules.values())
while todo and len(seen) < 150_000:
  o = todo.pop()
  if id(o) in seen: continue
  seen.add(id(o))
  todo += gc.get_referents(o)
del seen, todo
i = ${i}`;
  const release = (i: number) => `${copy(i)}\nm = bytearray(10 << 20)\nfor k in range(0, len(m), 4096): m[k] = 1`;
  for (let i = 0; i < 4; i++) {
    assert.equal((await verifier.run([copy(i)])).status, "ok");
    assert.equal((await verifier.run([copy(i), release(i)])).status, "ok");
  }
  await until(() => processTree(verifier.processIds[0]).filter(({ state }) => state === "T").length === 8);
  const [{ held_bytes, kept }] = (await verifier.stats()).workers;
  assert.equal(kept, 8);
  const real = memory(verifier, "Private_Dirty");
  if (!real) return console.log("skipped: smaps_rollup of other processes cannot be read");
  const sum = real.reduce((a, b) => a + b, 0);
  assert.ok(sum > 40 * MEBIBYTE, `they hold ${sum}, so the test sees something`);
  assert.ok(held_bytes >= sum, `counted ${held_bytes}, held ${sum}`);
  assert.ok(held_bytes < 4 * sum, `counted ${held_bytes}, held ${sum}`);
});
