/**
 * Inputs that once broke a target, its sound ones, and some mutants of both: none shows a defect. `deno task fuzz`
 * tries more.
 */
import assert from "node:assert/strict";
import { fuzz } from "./session.ts";
import { findingsOf, TARGETS } from "./findings.ts";

for (const [name, module] of TARGETS) {
  Deno.test(`no input of ${name} shows a defect`, async () => {
    const corpus = findingsOf(name).map(({ input }) => input);
    const { findings, runs, outcomes } = await fuzz({ module, mutants: 100, seed: 1, corpus });
    assert.deepEqual(findings.map(({ input, defect }) => `${input.toBase64()}: ${defect}`), []);
    assert.ok(runs > 100 && outcomes.size > 1, `${outcomes.size} outcomes`); // else only refusals were tried
  });
}
