/**
 * Answers of a server of models, which may be any server: status and type in the first line, the body behind it. A
 * policy gives sound candidates or an error.
 *
 * @module
 */
import { OpenAiPolicy } from "@rstar/openai";
import { promised, type Target, textOf } from "../target.ts";

const CHOICE = {
  text: "x = 1\n",
  finish_reason: "stop",
  stop_reason: "<end_of_step>",
  logprobs: { token_logprobs: [-0.5, -0.25] },
};
const COMPLETION = { choices: [CHOICE], usage: { completion_tokens: 2 } };
const { stop_reason: _, ...withoutReason } = CHOICE;
const CHUNK = { choices: [{ ...CHOICE, text: "x = 1\n<end_of_step>", finish_reason: null }], usage: null };

let answer = new Response();

async function connected(): Promise<OpenAiPolicy> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ url, body }) => {
    body?.cancel();
    return url.endsWith("/models") ? Response.json({ data: [{ id: "tiny" }] }) : answer.clone();
  });
  return await OpenAiPolicy.connect({ url: `http://127.0.0.1:${server.addr.port}/v1`, retries: 0, timeoutMs: 5_000 });
}

let policy: Promise<OpenAiPolicy> | undefined;

const target: Target = {
  clock: "wall",
  ms: 1000,
  seeds: [
    `200 application/json\n${JSON.stringify(COMPLETION)}`,
    `200 application/json\n${JSON.stringify({ ...COMPLETION, choices: [withoutReason] })}`,
    `200 text/event-stream\ndata: ${JSON.stringify(CHUNK)}\n\ndata: ${
      JSON.stringify({ ...CHUNK, choices: [{ ...CHOICE, text: "" }] })
    }\n\ndata: [DONE]\n\n`,
    `400 application/json\n${JSON.stringify({ error: { message: "the context length is 7", code: 400, type: "x" } })}`,
    "503 text/html\n<h1>Busy</h1>",
  ],
  words: [
    "data: ",
    "data: [DONE]\n\n",
    "event: error\n",
    "<end_of_step>",
    "<end_of_code>",
    "200",
    "404",
    "429",
    "\n\n",
  ],
  async run(input) {
    const text = textOf(input);
    const end = Math.max(0, text.indexOf("\n"));
    const [status, type = "text/plain"] = text.slice(0, end).split(" ");
    if (!/^[ -~]*$/.test(type)) return "no answer"; // Deno.serve() itself would end
    try {
      answer = new Response(text.slice(end + 1), { status: Number(status), headers: { "content-type": type } });
    } catch {
      return "no answer";
    }
    try {
      const [candidate, ...more] = await (await (policy ??= connected())).propose({
        prefix: { question: "q", solution: "" },
        seeds: [1],
        temperature: 1,
        stop: ["<end_of_step>", "<end_of_code>"],
        maxTokens: 64,
      });
      const { text, finish, tokens, logProbability } = candidate;
      if (more.length > 0 || typeof text !== "string" || !["stop", "length"].includes(finish)) throw new Error("form");
      if (!Number.isSafeInteger(tokens) || tokens < 0) throw new Error(`${tokens} tokens`);
      if (!(logProbability <= 0 && Number.isFinite(logProbability))) {
        throw new Error(`log-probability ${logProbability}`);
      }
      return finish;
    } catch (error) {
      return promised(error);
    }
  },
};
export default target;
