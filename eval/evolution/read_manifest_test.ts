import assert from "node:assert/strict";
import { readManifest } from "./read_manifest.ts";
import { madeUpManifests } from "@rstar/core/testing";

const [MANIFEST] = madeUpManifests(1);

Deno.test("readManifest() reads what a round wrote, and fields of later versions", () => {
  assert.deepEqual(readManifest(JSON.stringify(MANIFEST), "m.json"), MANIFEST);
  const later = { ...MANIFEST, mood: "good", ppm: null };
  assert.deepEqual(readManifest(JSON.stringify(later), "m.json"), later);
});

Deno.test("readManifest() leaves out measurements that are no numbers", () => {
  const policy = { ...MANIFEST.policy, evaluations: [{ tokens: 5, loss: null, exact: 0.5 }] };
  const read = readManifest(JSON.stringify({ ...MANIFEST, policy }), "m.json");
  assert.deepEqual(read.policy.evaluations, [{ tokens: 5, exact: 0.5 }]);
});

Deno.test("readManifest() names the file and the field that is wrong", () => {
  const fails = (text: string, message: RegExp) =>
    assert.throws(() => readManifest(text, "m.json"), { code: "bad_request", message });
  fails("{", /^Cannot read m\.json as JSON: /);
  fails("[]", /^Cannot use m\.json: the whole: /);
  fails(
    JSON.stringify({ ...MANIFEST, coverage: { ...MANIFEST.coverage, all: {} } }),
    /^Cannot use m\.json: coverage\.all\.problems: /,
  );
});
