import assert from "node:assert/strict";
import type { StepFormatName } from "@rstar/core/format";
import type { GgufValue } from "./llama/gguf.ts";
import { modelFormat } from "./model_format.ts";

const CHAT = "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}{% endfor %}<|assistant|>";

/** The header of a file with these tokens, and a chat template where it has one. */
function header(tokens: readonly string[], chatTemplate?: string): { readonly metadata: Map<string, GgufValue> } {
  const strings = () => [...tokens];
  const metadata = new Map<string, GgufValue>([
    ["tokenizer.ggml.tokens", { elementType: 8, length: tokens.length, strings }],
  ]);
  if (chatTemplate !== undefined) metadata.set("tokenizer.chat_template", chatTemplate);
  return { metadata };
}

Deno.test("modelFormat() takes what the file tells: the official tags, a chat template, or neither", () => {
  const cases: readonly (readonly [ReturnType<typeof header>, StepFormatName])[] = [
    [header(["a", "<end_of_step>"], CHAT), "official"],
    [header(["a"], CHAT), "chat"],
    [header(["a"]), "few-shot"],
    [{ metadata: new Map() }, "few-shot"],
  ];
  for (const [file, name] of cases) assert.equal(modelFormat(file).name, name);
});

Deno.test("modelFormat() takes what is asked for, and a template in the format's place", () => {
  const chatting = header(["a"], CHAT);
  const promptOf = (format: ReturnType<typeof modelFormat>) =>
    format.prompt({ question: "Q", solution: "" }).map(({ text }) => text).join("");
  assert.equal(modelFormat(chatting, { stepFormat: "official" }).name, "official");
  assert.equal(modelFormat(chatting, { stepFormat: "few-shot" }).name, "few-shot");
  const template = "Q: {question}\nA: ";
  assert.equal(promptOf(modelFormat(chatting, { template })), "Q: Q\nA: ");
  assert.equal(promptOf(modelFormat(chatting, { template, stepFormat: "chat" })), "Q: Q\nA: ```python\n# Step 1:");
  assert.throws(() => modelFormat(header(["a"]), { stepFormat: "chat" }), { code: "model_invalid" });
});
