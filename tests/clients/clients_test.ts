/**
 * Clients that people use, unmodified, against `serve` with the embedded model. `deno task test:clients` installs and runs them.
 */
import assert from "node:assert/strict";
import { type ServeProcess, serveProcess } from "@rstar/server/testing";
import { AI_SDK, clientsIfReady, FOLDER, RUN_AI_SDK } from "./packages.ts";

const python = await clientsIfReady();

/** A test with a server; skipped where the clients are not installed. */
function test(name: string, fn: (server: ServeProcess, python: string) => Promise<void>): void {
  Deno.test({
    name: `${name}${python === undefined ? " (skipped: deno task test:clients installs it)" : ""}`,
    ignore: python === undefined,
    fn: async () => {
      await using server = await serveProcess();
      await server.ready();
      await fn(server, python!);
    },
  });
}

async function outputOf(path: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const command = new Deno.Command(path, { args: [...args], env, cwd: FOLDER, stdin: "null" });
  const { success, stdout, stderr } = await command.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

const ANSWER = "The answer is \\boxed{21}.";
const CUT = "The answer is ";

test("openai for Python: chats, completions, streams, stop texts, budgets, models, errors", async ({ url }, python) => {
  const got = JSON.parse(await outputOf(python, ["python_clients.py", "openai", `${url}/v1`]));
  const { short: [finish, refusal, tokens], streamed_tokens, ...others } = got;
  assert.deepEqual([finish, tokens], ["length", 5]);
  assert.match(refusal, /^No answer was found/);
  assert.ok(streamed_tokens > 0);
  assert.deepEqual(others, {
    models: ["rstar-tiny", "rstar-tiny:paper", "rstar-tiny:msft"],
    model: "rstar-tiny:paper",
    content: ANSWER,
    status: "solved",
    cut: [CUT, "stop"],
    streamed: ANSWER,
    text: ANSWER,
    refused: [400, "context_exceeded", "messages"],
  });
});

test(
  "LangChain: its chat model, streamed, in a batch and with stop texts, and its text model",
  async ({ url }, python) => {
    const got = JSON.parse(await outputOf(python, ["python_clients.py", "langchain", `${url}/v1`]));
    const { tokens, ...others } = got;
    assert.ok(tokens > 0);
    assert.deepEqual(others, {
      content: ANSWER,
      cut: CUT,
      streamed: ANSWER,
      batch: [ANSWER, "The answer is \\boxed{132}."],
      text: ANSWER,
    });
  },
);

test("Vercel's AI SDK: texts, streams, reasoning, stop texts, budgets; an object is refused", async ({ url }) => {
  const got = JSON.parse(await outputOf(Deno.execPath(), [...RUN_AI_SDK, "ai_sdk.ts", ...AI_SDK, `${url}/v1`]));
  const { short: [text, finish], reasoning, streamedReasoning, tokens, ...others } = got;
  assert.equal(finish, "length");
  assert.match(text, /^No answer was found/);
  assert.match(reasoning, /# => 21$/);
  assert.match(streamedReasoning, /^Rollout \d[^]*# => 21\n$/);
  assert.ok(tokens > 0);
  assert.deepEqual(others, { content: ANSWER, cut: [CUT, "stop"], streamed: ANSWER, text: true, refused: 400 });
});

test("llm: a prompt, streamed and not, with a system prompt and a stop text", async ({ url }, python) => {
  const folder = await Deno.makeTempDir({ prefix: "rstar-llm-" });
  const model = { model_id: "rstar", model_name: "rstar-tiny", api_base: `${url}/v1` };
  await Deno.writeTextFile(`${folder}/extra-openai-models.yaml`, JSON.stringify([model]));
  const ask = async (...flags: string[]) => {
    const args = ["-m", "llm", "-m", "rstar", "--key", "none", ...flags, "What is 17 + 4?"];
    return (await outputOf(python, args, { LLM_USER_PATH: folder })).trim();
  };
  assert.equal(await ask(), ANSWER);
  assert.equal(await ask("--no-stream", "-s", "Be brief."), ANSWER);
  assert.equal(await ask("-o", "stop", " is"), "The answer");
  await Deno.remove(folder, { recursive: true });
});

test("lm-evaluation-harness: local-chat-completions on 20 problems of its own", async ({ url }, python) => {
  const output = await Deno.makeTempDir({ prefix: "rstar-lm-eval-" });
  const model = `model=rstar-tiny,base_url=${url}/v1/chat/completions,num_concurrent=4,max_retries=1`;
  await outputOf(python, [
    ...["-m", "lm_eval", "--model", "local-chat-completions", "--model_args", model, "--apply_chat_template"],
    ...["--tasks", "rstar_sums", "--include_path", "lm_eval", "--output_path", `${output}/results.json`],
  ], { HF_HUB_OFFLINE: "1", HF_HOME: `${output}/cache`, PYTHONDONTWRITEBYTECODE: "1" });
  const files = (await Array.fromAsync(Deno.readDir(output))).filter(({ name }) => name.endsWith(".json"));
  const { results, "n-samples": samples } = JSON.parse(await Deno.readTextFile(`${output}/${files[0].name}`));
  assert.equal(samples.rstar_sums.effective, 20);
  assert.ok(results.rstar_sums["exact_match,boxed"] >= 0.9, JSON.stringify(results));
  await Deno.remove(output, { recursive: true });
});
