import assert from "node:assert/strict";
import { sandboxProgram } from "./sandbox_program.ts";

Deno.test("sandboxProgram() keeps texts inside one line of ASCII literals", async () => {
  const plain = await sandboxProgram([{ pair: ["1", "2"] }]);
  const hostile = await sandboxProgram([{ pair: ['"\n\r\u2028\\"""\u0000\ud800é); print("x")', "'''\n"] }]);
  const lines = (program: typeof plain) => program.steps.map((step) => step.split("\n").length);
  assert.deepEqual(lines(hostile), lines(plain));
  for (const step of hostile.steps) assert.match(step, /^[\n\x20-\x7e]*$/);
});

Deno.test("sandboxProgram() gives the same program for the same questions, another token for others", async () => {
  const [first, again, other] = await Promise.all([
    sandboxProgram([{ pair: ["1", "2"] }]),
    sandboxProgram([{ pair: ["1", "2"] }]),
    sandboxProgram([{ pair: ["1", "3"] }]),
  ]);
  assert.deepEqual(first.steps, again.steps);
  assert.notEqual(first.steps[1], other.steps[1]);
});

Deno.test("sandboxProgram() reads no verdict but one a question behind its own token", async () => {
  const program = await sandboxProgram([{ pair: ["1", "2"] }, { pair: ["1", "3"] }]);
  const token = /[0-9a-f]{64}/.exec(program.steps[1])?.[0];
  assert.deepEqual(program.verdicts(`${token} =!\n`), [true, false]);
  for (const output of ["", "==", `${token} =`, `${token} ===`, `${"0".repeat(64)} ==`, `${token} ==\nmore`]) {
    assert.equal(program.verdicts(output), undefined);
  }
});
