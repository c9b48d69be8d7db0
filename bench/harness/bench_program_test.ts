import assert from "node:assert/strict";
import { wholeNumber, wholeNumbers } from "./bench_program.ts";

Deno.test("wholeNumber() takes whole numbers from its least, and says what is none", () => {
  assert.equal(wholeNumber("12", "--seed", 0), 12);
  for (const text of ["0", "-1", "1.5", "", "x", "1e3"]) {
    assert.throws(() => wholeNumber(text, "--count"), {
      code: "bad_request",
      message: `Cannot use --count as it must be a whole number from 1: ${text}`,
    });
  }
});

Deno.test("wholeNumbers() takes several", () => {
  assert.deepEqual(wholeNumbers("0, 2,10", "--rounds", 0), [0, 2, 10]);
  assert.throws(() => wholeNumbers("1,,2", "--rounds"), { code: "bad_request" });
});
