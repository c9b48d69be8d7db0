import assert from "node:assert/strict";
import type { PythonVerifierOptions } from "./python_verifier.ts";
import { testVerifier } from "./testing/start_verifier.ts";

/**
 * Programs whose output depends on where in memory objects are made: that may depend on what was read before, so only
 * verifiers that read the same give the same.
 */
const ADDRESS_PROBES: readonly string[][] = [
  ["print(object(), lambda: 0)"],
  ["def a(): 0\ndef b(): 0\ndef c(): 0", "print([f.__name__ for f in {a, b, c}])"],
];

/** Programs whose output depends on hashes, generators, locale or the order of sets. */
const PROBES: readonly string[][] = [
  ['print({"alpha", "beta", "gamma", "delta", "eps"})'],
  ['print(hash("x"), hash((1, "a")), hash(1.5), hash(object))'],
  ["print([t.__name__ for t in {int, str, float, list, dict}])"],
  ["import random", "print(random.random(), random.sample(range(100), 5), random.getrandbits(64))"],
  ["import random\nr = random.random()", "print(r, random.random())"],
  ["from sympy.core.random import random\nprint(random())"],
  [
    "from sympy import *\na, b, c, d, e = symbols('a b c d e')",
    "print((a + b*c - d/e).free_symbols, (a + b*c).atoms())",
  ],
  ["from sympy import *\nx, y = symbols('x y')", "print(solve([x**2 + y**2 - 25, x*y - 12], [x, y]))"],
  ["from sympy import *\nx = symbols('x')", "print(solveset(sin(x), x), Dummy().dummy_index)"],
  ["print(0.1 + 0.2, 1e22, float('nan'), 2/3, round(2.675, 2), f'{1234567.891:,.2f} {1234.5:n}')"],
  ["import locale, sys, time", "print(locale.getlocale(), sys.getfilesystemencoding(), time.tzname)"],
  ["print(len(str(2**20000)))"],
  ["from sympy import *\nprint(factorint(2**64 + 1), nsimplify(3.14159265, [pi]), simplify(sqrt(5 + 2*sqrt(6))))"],
];

async function outputs(probes: readonly string[][], options: Partial<PythonVerifierOptions> = {}): Promise<string[]> {
  await using verifier = await testVerifier({ cacheEntries: 0, ...options });
  const all: string[] = [];
  for (const steps of probes) {
    for (let n = 1; n < steps.length; n++) await verifier.run(steps.slice(0, n));
    const { status, output } = await verifier.run(steps);
    assert.equal(status, "ok", output);
    all.push(output);
    if (options.snapshots !== 0) assert.equal((await verifier.run(steps)).output, output, "twice in one verifier");
  }
  return all;
}

Deno.test("PythonVerifier.run() gives the same in every verifier, and in forks and replays", async () => {
  const first = await outputs(PROBES);
  assert.deepEqual(await outputs(PROBES, { snapshots: 0 }), first, "replay");
  assert.deepEqual(await outputs(PROBES, { layers: { bubblewrap: false } }), first, "no wall");
  const all = [...PROBES, ...ADDRESS_PROBES];
  assert.deepEqual(await outputs(all), await outputs(all), "another start");
});
