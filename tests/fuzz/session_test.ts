import assert from "node:assert/strict";
import { fuzz, Judge } from "./session.ts";
import { TargetProcess } from "./target_process.ts";
import { textOf } from "./target.ts";
import fragile from "./testing/fragile_target.ts";

const FRAGILE = import.meta.resolve("./testing/fragile_target.ts");
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("TargetProcess.run() survives a crash and an endless loop, and says which it was", async () => {
  await using process = new TargetProcess(FRAGILE, { coverage: false, hangMs: 2_000 });
  assert.match((await process.run(bytes("crash"))).defect!, /^crash: SIGABRT/);
  assert.match((await process.run(bytes("hang"))).defect!, /^hangs: /);
  assert.equal((await process.run(bytes("{}"))).outcome, "JSON");
});

Deno.test("TargetProcess.run() tells a path once", async () => {
  await using process = new TargetProcess(FRAGILE, { coverage: true });
  await process.run(bytes("{}"));
  assert.deepEqual((await process.run(bytes("{}"))).path, []);
});

Deno.test("Judge.defectOf() calls an input slow only where it is again", async () => {
  await using judge = new Judge(FRAGILE, fragile);
  const slow = { ms: 300, outcome: "", path: [] };
  assert.match((await judge.defectOf(slow, bytes("slow")))!, /^slow: 4 bytes/);
  assert.equal(await judge.defectOf(slow, bytes("{}")), null);
});

Deno.test("fuzz() finds a defect behind two conditions, each kind once, and makes its input small", async () => {
  const { findings, outcomes } = await fuzz({ module: FRAGILE, mutants: 1_000, seed: 1 });
  assert.equal(findings.length, 1);
  assert.match(findings[0].defect, /^TypeError: a list of/);
  assert.ok(findings[0].input.length <= 20, textOf(findings[0].input));
  assert.deepEqual(new Set(outcomes.keys()), new Set(["JSON", "no JSON"]));
});
