/**
 * The tests of the Python packages. Those of `training` and of the problem generator run where their environments were made
 * (`deno task train` makes them).
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { environmentIfReady, pythonEnvironment } from "@rstar/environment";

const ROOT = fileURLToPath(new URL("../python", import.meta.url));

async function unittest(python: string, folder: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(python, {
    args: ["-m", "unittest", "discover", "-s", `${ROOT}/${folder}`, "-p", "*_test.py", "-t", ROOT],
    // As the programs are run: what is drawn depends on the hashes of words.
    env: { PYTHONPATH: ROOT, PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" },
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

for (const folder of ["problems", "training"]) {
  const python = await environmentIfReady({ name: folder, requirements: requirements(folder), hashes: false });
  Deno.test({
    name: `python/${folder} in its own environment${python ? "" : " (skipped: deno task train makes it)"}`,
    ignore: !python,
    fn: () => unittest(python!, folder),
  });
}
