import assert from "node:assert/strict";
import { PythonVerifier } from "@rstar/core";
import { verifierPython } from "../harness/bench_processes.ts";
import { misjudged, rewrittenPairs } from "./rewritings.ts";

Deno.test("gradeAll() tells rewritings by SymPy from answers with one mutation", async () => {
  const python = await verifierPython();
  await using verifier = await PythonVerifier.start({ python });
  const pairs = await rewrittenPairs(python, 100, 20);
  assert.equal(pairs.length, 200);
  assert.deepEqual(await misjudged(pairs, { verifier }), []);
});
