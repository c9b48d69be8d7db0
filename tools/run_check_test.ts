import assert from "node:assert/strict";
import { runCheck } from "./run_check.ts";

async function lines(code: string): Promise<{ readonly exitCode: number; readonly printed: readonly string[] }> {
  const printed: string[] = [];
  const exitCode = await runCheck("probe", Deno.execPath(), ["eval", "--no-lock", code], {
    print: (line) => printed.push(line),
  });
  return { exitCode, printed };
}

Deno.test("runCheck() prints one line for what passes", async () => {
  const { exitCode, printed } = await lines("console.log(1)");
  assert.deepEqual([exitCode, printed.length], [0, 1]);
  assert.match(printed[0], /^probe: ok, \d+\.\d s$/);
});

Deno.test("runCheck() shows what a failed check printed, and returns its exit code", async () => {
  const { exitCode, printed } = await lines("console.log('out'); console.error('err'); Deno.exit(3)");
  assert.equal(exitCode, 3);
  assert.deepEqual(printed.slice(0, 2), ["out", "err"]);
  assert.match(printed[2], /^probe: failed, \d+\.\d s$/);
});
