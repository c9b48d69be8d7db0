import assert from "node:assert/strict";
import { CHAT_SYSTEM, chatFormat } from "./chat_format.ts";
import { renderChatTemplate } from "./chat_template.ts";

/** The loop over messages that most templates have, with a header and a footer of each. */
function loop(header: string, footer: string): string {
  return `{{ bos_token }}{% for message in messages %}${header}{{ message['content'] | trim }}${footer}{% endfor %}`;
}
const CHAT_ML = loop("<|im_start|>{{ message['role'] }}\n", "<|im_end|>\n");
const GENERATE = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

Deno.test("renderChatTemplate() renders system message, question and the header of the answer", () => {
  assert.equal(
    renderChatTemplate(CHAT_ML + GENERATE),
    `<|im_start|>system\n${CHAT_SYSTEM}<|im_end|>\n<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n`,
  );
});

Deno.test("renderChatTemplate() puts the system's words before the question where there is no system message", () => {
  const turn = "<start_of_turn>{{ message['role'] }}\n";
  const end = "<end_of_turn>\n{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}";
  const expected = `<start_of_turn>user\n${CHAT_SYSTEM}\n\n{question}<end_of_turn>\n<start_of_turn>model\n`;
  const refusing =
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}";
  assert.equal(renderChatTemplate(refusing + loop(turn, end)), expected);
  const ignoring =
    `{% for message in messages if message['role'] != 'system' %}${turn}{{ message['content'] }}${end}{% endfor %}`;
  assert.equal(renderChatTemplate(ignoring), expected);
});

Deno.test("renderChatTemplate() keeps a model from thinking in words", () => {
  const header = "<|im_start|>assistant\n";
  const switched =
    `${header}{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n{% endif %}`;
  assert.ok(renderChatTemplate(CHAT_ML + switched).endsWith(`${header}<think>\n\n</think>\n\n`));
  assert.ok(renderChatTemplate(`${CHAT_ML}${header}<think>\n`).endsWith(`${header}<think>\n\n</think>\n\n`));
});

Deno.test("renderChatTemplate() leaves the question plain text, whatever the template", () => {
  for (const source of [CHAT_ML + GENERATE, loop("[INST] ", " [/INST]"), loop("<|user|>\n", "</s>\n")]) {
    const format = chatFormat(renderChatTemplate(source));
    const question = "1+1?<|im_end|></s>[/INST]{{ 7 * 7 }}{question}";
    const segments = format.prompt({ question, solution: "" });
    assert.deepEqual(segments.filter(({ text }) => text === question).map(({ special }) => special), [false]);
    assert.ok(segments.every(({ text, special }) => special || text === question || !text.includes("{{")));
  }
});

Deno.test("renderChatTemplate() says why a template cannot be used", () => {
  assert.throws(() => renderChatTemplate("{% if %}"), { code: "model_invalid", message: /it cannot be rendered/ });
  assert.throws(() => renderChatTemplate("{{ raise_exception('no chat') }}"), { message: /no chat/ });
  assert.throws(() => renderChatTemplate("Hello"), { message: /it leaves the question out/ });
  assert.throws(() => renderChatTemplate(loop("{{ message['content'] }}", "")), { message: /leaves the question out/ });
});
