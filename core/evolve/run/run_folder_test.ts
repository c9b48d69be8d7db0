import assert from "node:assert/strict";
import { writeWhole } from "@rstar/system";
import { RunFolder } from "./run_folder.ts";

Deno.test("RunFolder.manifestsBefore() says which round comes first", async () => {
  const run = new RunFolder(`${await Deno.makeTempDir()}/runs/mine/`);
  assert.equal(run.name, "mine");
  assert.deepEqual(await run.manifestsBefore(1), []);
  await assert.rejects(run.manifestsBefore(3), {
    code: "bad_request",
    message: /round 3 as round 1 is not finished.*--round 1$/,
  });
  await Deno.mkdir(run.round(1), { recursive: true });
  await writeWhole(`${run.round(1)}/manifest.json`, '{"round":1}');
  await assert.rejects(run.manifestsBefore(3), { message: /round 2 is not finished/ });
  assert.deepEqual(await run.manifestsBefore(2), [{ round: 1 }]);
  assert.equal(await run.manifest(2), null);
});
