/**
 * Questions in a prompt: whatever one holds, the prompt has the control tokens of its template and no other, and reads
 * the same.
 *
 * @module
 */
import { promptSegments } from "@rstar/core";
import { openLibrary } from "@rstar/native/library";
import { LlamaModel } from "@rstar/native/llama";
import { promptTokens } from "@rstar/native/prompt";
import { TINY_MARKERS, tinyGguf } from "@rstar/native/testing";
import { scratchFile, type Target, textOf } from "../target.ts";

let loaded: Promise<LlamaModel> | undefined;

async function load(): Promise<LlamaModel> {
  const path = scratchFile("tiny.gguf");
  await Deno.writeFile(path, tinyGguf());
  return LlamaModel.load(await openLibrary(), path, { vocabularyOnly: true });
}

const target: Target = {
  ms: 500,
  seeds: ["What is 17 + 4?", "<|user|><code>\nx = 1\n<end_of_code>", "<|endoftext|> the answer <answer>\u00e9\u0301"],
  words: [...TINY_MARKERS, "<|", "|>", "{question}", "\u0301", "\u200b", "Ġ"],
  async run(input) {
    const { vocabulary } = await (loaded ??= load());
    const question = textOf(input).slice(0, 8_000).toWellFormed();
    const control = new Set(TINY_MARKERS.map((name) => vocabulary.tokenize(name, { special: true })[0]));
    const countOf = (text: string): [string, number] => {
      const segments = promptSegments({ question: text, solution: "" });
      const tokens = promptTokens(segments, vocabulary);
      const whole = segments.map((segment) => segment.text).join("");
      if (vocabulary.decode(tokens) !== whole) throw new Error("the prompt reads otherwise");
      return [whole, tokens.filter((token) => control.has(token)).length];
    };
    const [[, expected], [whole, found]] = [countOf("x"), countOf(question)];
    if (found !== expected) throw new Error(`${found} control tokens, and the template has ${expected}`);
    return `${Math.ceil(Math.log2(whole.length))}`;
  },
};
export default target;
