import assert from "node:assert/strict";
import type { HostileProgram } from "./hostile_attack.ts";
import { breach, hostilePrograms } from "./hostile_programs.ts";
import { hostileTargets } from "./hostile_targets.ts";
import type { AllowedLayers, PythonVerifier } from "../python_verifier.ts";
import { testVerifier, until } from "./start_verifier.ts";

/** Runs every attack with an ordinary program beside it, whose answer must be right. */
async function attack(
  t: Deno.TestContext,
  verifier: PythonVerifier,
  programs: readonly HostileProgram[],
  prefix: string[],
) {
  await verifier.ready();
  await verifier.run([...prefix, "secret = 'MARKER_OF_ANOTHER'"]);
  const results = await Promise.all(programs.map(async (program, i) => {
    const [hostile, ordinary] = await Promise.all([
      verifier.run([...prefix, program.code], { cpuMs: program.cpuMs ?? 300, output: program.output }),
      verifier.run([...prefix, `print(${i} * 7)`]),
    ]);
    return { program, hostile, ordinary: ordinary.output, expected: String(i * 7) };
  }));
  for (const { program, hostile, ordinary, expected } of results) {
    await t.step(program.name, () => {
      assert.equal(breach(program, hostile, verifier.sandbox), null);
      assert.equal(ordinary, expected, "the program beside it");
    });
  }
  await t.step("afterwards nothing runs", async () => {
    await until(async () => (await verifier.stats()).workers[0].active === 0);
    const [worker] = (await verifier.stats()).workers;
    assert.ok(worker.children <= worker.pool + worker.kept, JSON.stringify(worker));
    assert.equal((await verifier.run([...prefix, "print('alive')"])).output, "alive");
  });
}

interface Mode {
  readonly name: string;
  readonly layers: AllowedLayers;
  readonly snapshots?: number;
  readonly prefix: string[];
  readonly kinds: readonly HostileProgram["kind"][];
}
const MODES: readonly Mode[] = [
  { name: "with every layer", layers: {}, prefix: [], kinds: ["isolation", "resources", "harness"] },
  { name: "in forks of snapshots", layers: {}, prefix: ["zz = 1"], kinds: ["isolation", "harness"] },
  { name: "without snapshots", layers: {}, snapshots: 0, prefix: [], kinds: ["isolation", "harness"] },
  { name: "without bubblewrap", layers: { bubblewrap: false }, prefix: [], kinds: ["isolation"] },
  {
    name: "without bubblewrap and Landlock",
    layers: { bubblewrap: false, landlock: false },
    prefix: [],
    kinds: ["isolation"],
  },
];
for (const { name, layers, snapshots, prefix, kinds } of MODES) {
  Deno.test(`PythonVerifier.run() withstands hostile programs ${name}`, async (t) => {
    await using aims = await hostileTargets();
    await using verifier = await testVerifier({ layers, snapshots, memoryMb: 384 });
    const programs = hostilePrograms(aims).filter(({ kind }) => kinds.includes(kind));
    await attack(t, verifier, programs, prefix);
    await aims.check();
  });
}

Deno.test("PythonVerifier.run() lets attacks through where every layer is off, so the attacks are real", async () => {
  await using aims = await hostileTargets();
  const layers = { seccomp: false, landlock: false, bubblewrap: false };
  await using verifier = await testVerifier({ layers, unsafe: true });
  assert.deepEqual([verifier.sandbox.seccomp, verifier.sandbox.landlock, verifier.sandbox.wall], [false, 0, "none"]);
  for (const name of ["read a secret file", "fork", "thread", "subprocess", "sockets of every family"]) {
    const program = hostilePrograms(aims).find((program) => program.name === name)!;
    const code = program.code.replace("args=(99,)", "args=(0.01,)");
    assert.match((await verifier.run([code], { cpuMs: 2000 })).output, /BREACH/, name);
  }
});
