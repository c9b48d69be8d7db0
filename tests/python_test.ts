/**
 * The tests of the Python packages, those in their sub-folders included. Those of `training`, of the problem generator and of the
 * PQM run where their environments were made (`deno task train` makes them).
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { environmentIfReady, programEnvironment, pythonEnvironment } from "@rstar/environment";

const ROOT = fileURLToPath(new URL("../python", import.meta.url));
/** Folder of the PQM's package, which the bench alone uses. */
const BENCH = fileURLToPath(new URL("../bench/reward", import.meta.url));

async function unittest(python: string, name: string, root = ROOT): Promise<void> {
  const { success, stderr } = await new Deno.Command(python, {
    args: ["-m", "unittest", "discover", "-s", `${root}/${name}`, "-p", "*_test.py", "-t", root],
    // As the programs are run: what is drawn depends on the hashes of words.
    env: { PYTHONPATH: `${ROOT}:${BENCH}`, PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" },
  }).output();
  const report = new TextDecoder().decode(stderr);
  assert.ok(success, report);
  assert.match(report, /Ran [1-9]\d* tests? in/, "a run without tests proves nothing");
}

const requirements = (folder: string): string => `${ROOT}/${folder}/requirements.txt`;

Deno.test("python/problems: rules, demonstrations and their checks", async () => {
  await unittest(await pythonEnvironment({ name: "verifier", requirements: requirements("verifier") }), "problems");
});

Deno.test("python/verifier: what no program can bring about at will", async () => {
  await unittest(await pythonEnvironment({ name: "verifier", requirements: requirements("verifier") }), "verifier");
});

Deno.test("python/grading: what is read, and what is equal", async () => {
  await unittest(await pythonEnvironment({ name: "verifier", requirements: requirements("verifier") }), "grading");
});

for (const folder of ["problems", "training"] as const) {
  const python = await environmentIfReady(programEnvironment(ROOT, folder));
  const skipped = python ? "" : " (skipped: deno task train makes it)";
  Deno.test({
    name: `python/${folder} in its own environment${skipped}`,
    ignore: !python,
    fn: () => unittest(python!, folder),
  });
  if (folder === "training") {
    Deno.test({
      name: `bench/reward/pqm in the environment of python/training${skipped}`,
      ignore: !python,
      fn: () => unittest(python!, "pqm", BENCH),
    });
  }
}
