import assert from "node:assert/strict";
import { printable } from "./printable.ts";

Deno.test("printable() shows what would act on a terminal, and leaves the text of all languages as it is", () => {
  assert.equal(printable("\x1b[2Jm\u202egpj.gguf\r\x9b1m\0"), "\\u001b[2Jm\\u202egpj.gguf\\u000d\\u009b1m\\u0000");
  const text = "a\tb\nπ ≈ 3, 日本語, العربية, 👩‍🔬";
  assert.equal(printable(text), text);
});
