import assert from "node:assert/strict";
import type { Policy, Ppm } from "@rstar/core";
import { openModel, openPpm } from "./open_model.ts";
import { SCORE_TOKEN_KEY, tinyGguf } from "./testing/tiny_gguf.ts";

const TEMPLATE = "Solve in code: {question}\n";
const PREFIXES = ["<code>\nx = 1\n<end_of_step>", "<code>\nx = 2\n<end_of_step>"]
  .map((solution) => ({ question: "1 + 1?", solution }));

/** A folder with tiny models and a `model.json`. */
async function modelFolder(manifest: Record<string, unknown> = {}) {
  const path = await Deno.makeTempDir();
  const engine = { contextTokens: 256 };
  await Deno.writeTextFile(
    `${path}/model.json`,
    JSON.stringify({ name: "tiny", policy: "policy.gguf", ppm: "ppm.gguf", engine, ...manifest }),
  );
  await Deno.writeFile(`${path}/policy.gguf`, tinyGguf({ type: "q8_0" }));
  const metadata = { [SCORE_TOKEN_KEY]: { type: "u32", value: 319 } } as const;
  await Deno.writeFile(`${path}/ppm.gguf`, tinyGguf({ type: "q8_0", seed: 2, scoreRow: true, metadata }));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function proposed(policy: Policy): Promise<string[]> {
  const candidates = await policy.propose({
    prefix: { question: "1 + 1?", solution: "" },
    seeds: [1, 2],
    temperature: 1,
    stop: [],
    maxTokens: 12,
  });
  return candidates.map(({ text }) => text);
}

async function scored(ppm: Ppm | undefined): Promise<number[]> {
  const scores = await ppm!.score(PREFIXES);
  assert.notEqual(scores[0], scores[1]);
  return scores;
}

Deno.test("openModel() loads a folder's policy and PPM, and no PPM where none is wanted", async () => {
  await using folder = await modelFolder();
  await using both = await openModel(folder.path);
  await using alone = await openModel(folder.path, { ppm: false });
  assert.deepEqual([both.ppm === undefined, alone.ppm], [false, undefined]);
  assert.equal(Object.keys(await both.stats()).length, 2);
  assert.equal(Object.keys(await alone.stats()).length, 1, "it takes no memory either");
  assert.deepEqual(await proposed(alone.policy), await proposed(both.policy));
});

Deno.test("openPpm() opens a folder's PPM alone, with the folder's prompt and scale", async () => {
  await using folder = await modelFolder({ template: TEMPLATE, ppmScale: 3 });
  await using model = await openModel(folder.path);
  await using alone = await openPpm(folder.path);
  assert.deepEqual(await scored(alone.ppm), await scored(model.ppm));
});

Deno.test("openPpm() rejects a folder that has none", async () => {
  await using folder = await modelFolder({ ppm: undefined });
  await assert.rejects(openPpm(folder.path), {
    code: "model_not_found",
    message: `Cannot open a PPM as ${folder.path} has none`,
  });
  await assert.rejects(openPpm("/no/such/folder"), { code: "model_not_found" });
});

Deno.test("openModel() prefers the template in its options to the model's own", async () => {
  await using own = await modelFolder({ template: TEMPLATE, ppm: undefined });
  await using other = await modelFolder({ template: "{question}", ppm: undefined });
  await using model = await openModel(own.path);
  await using given = await openModel(other.path, { template: TEMPLATE });
  await using not = await openModel(other.path);
  assert.deepEqual(await proposed(given.policy), await proposed(model.policy));
  assert.notDeepEqual(await proposed(not.policy), await proposed(model.policy));
});

Deno.test("openModel() tells a policy from a PPM, and refuses a prompt without its question", async () => {
  await using folder = await modelFolder();
  const [policy, ppm] = [`${folder.path}/policy.gguf`, `${folder.path}/ppm.gguf`];
  const rejects = (opening: Promise<unknown>, message: RegExp) =>
    assert.rejects(opening, { code: "model_invalid", message });
  await rejects(openModel(ppm), /^Cannot use \S+ppm\.gguf as the policy as it is a PPM: its file has ppm\./);
  await rejects(openModel(policy, { ppm: policy }), /^Cannot use \S+policy\.gguf as the PPM as it is no PPM: /);
  await rejects(openModel(policy, { template: "Solve." }), /^Cannot use the model's template as it does not hold/);
  await using swapped = await modelFolder({ policy: "ppm.gguf", ppm: "policy.gguf" });
  await rejects(openModel(swapped.path), /as the policy as it is a PPM/);
  await rejects(openPpm(swapped.path), /as the PPM as it is no PPM/);
});

Deno.test("openModel() refuses options beyond llama.cpp's range in one sentence", async () => {
  await using folder = await modelFolder();
  const opening = openModel(folder.path, { engine: { threads: 1000 } });
  await assert.rejects(opening, {
    name: "PolicyError",
    code: "bad_request",
    message: /^Cannot make .* threads must be/,
  });
});

Deno.test("openModel() ends when its signal aborts, and leaves no process", async () => {
  await using folder = await modelFolder();
  const started = performance.now();
  await assert.rejects(openModel(folder.path, { signal: AbortSignal.timeout(50) }), { name: "TimeoutError" });
  assert.ok(performance.now() - started < 20_000);
  await assert.rejects(openModel(folder.path, { signal: AbortSignal.abort() }), { name: "AbortError" });
});
