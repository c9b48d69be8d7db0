import assert from "node:assert/strict";
import { sandboxProgram } from "./sandbox_program.ts";

Deno.test("sandboxProgram() keeps texts inside one line of ASCII literals", async () => {
  const plain = await sandboxProgram({ pair: ["1", "2"] });
  const hostile = await sandboxProgram({ pair: ['"\n\r\u2028\\"""\u0000\ud800é); print("x")', "'''\n"] });
  assert.equal(hostile.source.split("\n").length, plain.source.split("\n").length);
  assert.match(hostile.source, /^[\n\x20-\x7e]*$/);
});

Deno.test("sandboxProgram() gives the same program for the same question, another token for another", async () => {
  const [first, again, other] = await Promise.all([
    sandboxProgram({ pair: ["1", "2"] }),
    sandboxProgram({ pair: ["1", "2"] }),
    sandboxProgram({ pair: ["1", "3"] }),
  ]);
  assert.deepEqual(first, again);
  assert.notEqual(first.equalOutput, other.equalOutput);
});
