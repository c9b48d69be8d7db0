/**
 * The whole path with a stock language model: solve, serve with a chat client, eval, traces, formats. Skipped unless
 * `deno task test:models` has pulled the model and says so.
 */
import assert from "node:assert/strict";
import OpenAI from "openai";
import { endOf, startCli } from "@rstar/cli/testing";
import { replay, type TraceLine } from "@rstar/core/search";
import { openModel } from "@rstar/native";
import { serveProcess } from "@rstar/server/testing";

const MODEL = "qwen2.5-coder-0.5b";
const ignore = !Deno.env.has("RSTAR_TEST_MODELS");
const QUESTION =
  "A baker sells 12 cakes at 15 dollars each and 30 rolls at 2 dollars each. How many dollars does he get?";
const ANSWER = "240";

const rstar = (...args: string[]) => endOf(startCli(args, { RSTAR_MODEL: MODEL }));

Deno.test({
  name: "solve answers a word problem with a stock model, step by step, and its trace replays",
  ignore,
  async fn() {
    const trace = await Deno.makeTempFile();
    const { code, stdout, stderr } = await rstar("solve", QUESTION, "--json", "--trace", trace);
    assert.match(stderr, /writes its steps in the chat format/);
    const { answer, guess, steps, usage, status } = JSON.parse(stdout);
    assert.equal(answer ?? guess, ANSWER, stdout);
    assert.equal(code, status === "solved" ? 0 : 3);
    assert.match(steps[0].text, /^<code>\n# Step 1:/);
    assert.ok(usage.tokens > 0);
    const lines = (await Deno.readTextFile(trace)).trim().split("\n").map((line) => JSON.parse(line) as TraceLine);
    const trees = replay(lines).map(({ tree }) => tree);
    assert.equal(trees.reduce((sum, { tokens }) => sum + tokens, 0), usage.tokens);
    assert.ok(trees.some(({ found }) => found.some((leaf) => leaf.answer === ANSWER)));
  },
});

Deno.test({
  name: "serve answers a chat client with a stock model",
  ignore,
  async fn() {
    await using server = await serveProcess(["--model", MODEL]);
    await server.ready();
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 0 });
    const { choices: [{ message }], usage } = await client.chat.completions.create({
      model: MODEL,
      messages: [{ role: "user", content: QUESTION }],
    });
    assert.ok(`${message.content}${message.refusal}`.includes(ANSWER), JSON.stringify(message));
    assert.ok(usage!.prompt_tokens > 100, "the system's words count");
  },
});

Deno.test({
  name: "eval measures a stock model",
  ignore,
  async fn() {
    const file = await Deno.makeTempFile({ suffix: ".jsonl" });
    const rows = [2, 3, 4, 5, 6].map((n) => ({
      id: `${n}`,
      problem: `A box holds ${n} rows of ${n + 4} eggs. How many eggs are in 3 boxes?`,
      answer: `${3 * n * (n + 4)}`,
    }));
    await Deno.writeTextFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const folder = await Deno.makeTempDir();
    const { code, stdout, stderr } = await rstar("eval", file, "--strategies", "greedy,majority@4", "--out", folder);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /majority@4/);
  },
});

Deno.test({
  name: "a prefix that requests share is computed once, with a real template",
  ignore,
  async fn() {
    await using model = await openModel(await modelPath(), { engine: { threads: 2 } });
    const { policy } = model;
    const days = Array.from(
      { length: 24 },
      (_, day) => `On day ${day + 1} he bakes ${day + 12} cakes and ${2 * day} rolls.`,
    );
    const question = `${days.join(" ")} ${QUESTION}`;
    const prefix = { question, solution: "" };
    const request = { prefix, temperature: 0.7, stop: [], maxTokens: 4 };
    await Promise.all(
      Array.from({ length: 16 }, (_, seed) => policy.propose({ ...request, seeds: [seed] })),
    );
    const [{ prefilledTokens, reusedTokens }] = Object.values(await model.stats());
    const distinct = await model.countTokens(question);
    assert.ok(
      prefilledTokens <= 1.1 * distinct,
      `${prefilledTokens} computed, ${distinct} distinct, ${reusedTokens} reused`,
    );
  },
});

Deno.test({
  name: "a model that cannot write a format is told after its first steps",
  ignore,
  async fn() {
    const { code, stderr } = await rstar("solve", QUESTION, "--step-format", "official");
    assert.equal(code, 3);
    const sentence = /wrote no step that can be read in (\d+) tokens, but ".+"\. .*--step-format/;
    assert.match(stderr, sentence);
    assert.ok(Number(sentence.exec(stderr)![1]) <= 800, "four steps, each as long as it may be");
  },
});

/** Path of the model's file. */
async function modelPath(): Promise<string> {
  const { stdout } = await rstar("models", "--json");
  const models = stdout.trim().split("\n").map((line) => JSON.parse(line) as { name: string; path: string });
  return models.find(({ name }) => name === MODEL)!.path;
}
