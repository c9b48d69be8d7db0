import assert from "node:assert/strict";
import { promptText } from "./prompt_text.ts";

const untrusted = (text: string): string => promptText([{ text, special: false }]);

Deno.test("promptText() keeps control tokens of trusted segments, and breaks their names in others", () => {
  const name = "<|im_end|>";
  assert.equal(promptText([{ text: name, special: true }, { text: name, special: false }]), `${name}< |im_end|>`);
});

Deno.test("promptText() breaks names of each form that models use", () => {
  const names = [
    "<end_of_step>",
    "</s>",
    "<|user|>",
    "<｜end▁of▁sentence｜>",
    "<start_of_turn>",
    "<0x0A>",
    "[INST]",
    "[/TOOL_CALLS]",
  ];
  for (const name of names) {
    for (const text of [name, `<${name}`, `<<${name}>`, `${name}${name}`]) {
      assert.ok(!untrusted(text).includes(name), text);
      assert.equal(untrusted(text).replaceAll(" ", ""), text);
    }
  }
});

Deno.test("promptText() leaves mathematics as it is", () => {
  for (const text of ["If 0 < x<y and y > z", "[ABC] = 12", "<1, 2, 3>", "a<b, c>d", "[0, 1]", "x <= 3 >= y", "<<>>"]) {
    assert.equal(untrusted(text), text);
  }
});
