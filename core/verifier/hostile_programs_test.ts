import assert from "node:assert/strict";
import type { HostileProgram } from "./hostile_attack.ts";
import { hostilePrograms } from "./hostile_programs.ts";
import type { AllowedLayers, PythonVerifier } from "./python_verifier.ts";
import { testVerifier, until } from "./testing.ts";

/** A folder, a secret and a listening port; says afterwards whether they are untouched. */
async function targets() {
  const folder = await Deno.makeTempDir({ prefix: "rstar-hostile-" });
  await Deno.chmod(folder, 0o777);
  await Deno.writeTextFile(`${folder}/secret.txt`, "TOPSECRET");
  await Deno.chmod(`${folder}/secret.txt`, 0o666);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let connections = 0;
  const accepting = (async () => {
    for await (const connection of listener) {
      connections++;
      connection.close();
    }
  })();
  return {
    folder,
    port: (listener.addr as Deno.NetAddr).port,
    async check(): Promise<void> {
      assert.equal(connections, 0, "nothing connected");
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["secret.txt"]);
      const secret = `${folder}/secret.txt`;
      assert.equal(await Deno.readTextFile(secret), "TOPSECRET");
      assert.equal((await Deno.stat(secret)).mode! & 0o777, 0o666);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      listener.close();
      await accepting;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const CANNOT_IMPORT_REGEXP = /^error (ModuleNotFoundError|LookupError: unknown encoding)/;

/** Runs every attack with an ordinary program beside it, whose answer must be right. */
async function attack(
  t: Deno.TestContext,
  verifier: PythonVerifier,
  programs: readonly HostileProgram[],
  prefix: string[],
) {
  await verifier.ready();
  const canImport = verifier.sandbox.landlock > 0;
  await verifier.run([...prefix, "secret = 'MARKER_OF_ANOTHER'"]);
  const results = await Promise.all(programs.map(async (program, i) => {
    const [hostile, ordinary] = await Promise.all([
      verifier.run([...prefix, program.code], { cpuMs: program.cpuMs ?? 300 }),
      verifier.run([...prefix, `print(${i} * 7)`]),
    ]);
    return { program, hostile, ordinary: ordinary.output, expected: String(i * 7) };
  }));
  for (const { program, hostile, ordinary, expected } of results) {
    await t.step(program.name, () => {
      const seen = `${hostile.status} ${hostile.output}`;
      assert.ok(!seen.includes("BREACH"), `it got through: ${seen}`);
      // Where programs can open no file, a module that is not loaded cannot be.
      if (canImport || !CANNOT_IMPORT_REGEXP.test(seen)) assert.match(seen, program.expect);
      assert.ok(hostile.output.length <= 1027, `${hostile.output.length} characters`);
      assert.equal(ordinary, expected, "the program beside it");
    });
  }
  await t.step("afterwards nothing runs", async () => {
    await until(async () => (await verifier.stats()).workers[0].active === 0);
    const [worker] = (await verifier.stats()).workers;
    assert.ok(worker.nodes <= worker.pool + worker.kept, JSON.stringify(worker));
    assert.equal((await verifier.run([...prefix, "print('alive')"])).output, "alive");
  });
}

interface Mode {
  readonly name: string;
  readonly layers: AllowedLayers;
  readonly prefix: string[];
  readonly kinds: readonly HostileProgram["kind"][];
}
const MODES: readonly Mode[] = [
  { name: "with every layer", layers: {}, prefix: [], kinds: ["isolation", "resources", "harness"] },
  { name: "in forks of snapshots", layers: {}, prefix: ["zz = 1"], kinds: ["isolation", "harness"] },
  { name: "without bubblewrap", layers: { bubblewrap: false }, prefix: [], kinds: ["isolation"] },
  {
    name: "without bubblewrap and Landlock",
    layers: { bubblewrap: false, landlock: false },
    prefix: [],
    kinds: ["isolation"],
  },
];
for (const { name, layers, prefix, kinds } of MODES) {
  Deno.test(`PythonVerifier.run() withstands hostile programs ${name}`, async (t) => {
    await using aims = await targets();
    await using verifier = await testVerifier({ layers, memoryMb: 384 });
    const programs = hostilePrograms(aims).filter(({ kind }) => kinds.includes(kind));
    await attack(t, verifier, programs, prefix);
    await aims.check();
  });
}

Deno.test("PythonVerifier.run() lets attacks through where every layer is off, so the attacks are real", async () => {
  await using aims = await targets();
  const layers = { seccomp: false, landlock: false, bubblewrap: false };
  await using verifier = await testVerifier({ layers, unsafe: true });
  assert.deepEqual([verifier.sandbox.seccomp, verifier.sandbox.landlock, verifier.sandbox.wall], [false, 0, "none"]);
  for (const name of ["read a secret file", "fork", "thread", "subprocess", "sockets of every family"]) {
    const program = hostilePrograms(aims).find((program) => program.name === name)!;
    const code = program.code.replace("args=(99,)", "args=(0.01,)");
    assert.match((await verifier.run([code], { cpuMs: 2000 })).output, /BREACH/, name);
  }
});
