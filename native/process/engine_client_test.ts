import assert from "node:assert/strict";
import { Engine } from "../engine/engine.ts";
import { EngineClient } from "./engine_client.ts";
import type { GenerateRequest } from "../engine/engine_port.ts";
import { openLibrary } from "../library/library.ts";
import { promptSegments } from "@rstar/core";
import { writeTinyGguf } from "../testing/tiny_gguf.ts";

const library = await openLibrary();
const SMALL = { contextTokens: 512, sequences: 16, runningSequences: 8, batchTokens: 64 } as const;

function requestOf(model: string, question: string, rest: Partial<GenerateRequest> = {}): GenerateRequest {
  const prompt = promptSegments({ question, solution: "" });
  return { model, prompt, seeds: [1, 2, 3, 4], temperature: 1, stop: [], maxTokens: 24, ...rest };
}

/** Whether a process of this number exists (as a running one, not as a zombie). */
async function isAlive(processId: number): Promise<boolean> {
  const status = await Deno.readTextFile(`/proc/${processId}/status`).catch(() => "");
  return status !== "" && !/^State:\s+Z/m.test(status);
}

/** Waits until the engine computes: so many decodes since its process started. */
async function untilDecodes(client: EngineClient, model: string, count: number): Promise<void> {
  while (((await client.stats())[model]?.decodes ?? 0) < count);
}

Deno.test("EngineClient returns what the engine in this process returns", async () => {
  using file = writeTinyGguf({ type: "q8_0" });
  await using here = new Engine({ library });
  await using there = new EngineClient();
  const info = await here.loadModel(file.path, SMALL);
  assert.deepEqual(await there.loadModel(file.path, SMALL), info);
  const requests = ["One?", "Two?", "Three?"].map((question) => requestOf(info.model, question));
  assert.deepEqual(
    await Promise.all(requests.map((request) => there.generate(request))),
    await Promise.all(requests.map((request) => here.generate(request))),
  );
  assert.equal((await there.stats())[info.model].generatedTokens, (await here.stats())[info.model].generatedTokens);
});

Deno.test("EngineClient sends requests again when its process is aborted in the middle of a batch", async () => {
  using file = writeTinyGguf({ type: "q8_0" });
  await using client = new EngineClient();
  const { model } = await client.loadModel(file.path, SMALL);
  const questions = ["Killed?", "Too?", "And this?"];
  const requests = questions.map((question) => requestOf(model, question, { maxTokens: 150 }));
  const expected = await Promise.all(requests.map((request) => client.generate(request)));
  const killed = client.processId!;
  const { decodes } = (await client.stats())[model];
  const again = Promise.all(requests.map((request) => client.generate(request)));
  await untilDecodes(client, model, decodes + 5);
  Deno.kill(killed, "SIGABRT");
  assert.deepEqual(await again, expected);
  assert.notEqual(client.processId, killed);
});

Deno.test({
  name:
    "EngineClient starts a hung process again: aborts are heeded meanwhile, and requests give what they would have given",
  ignore: Deno.build.os === "windows",
  async fn() {
    using file = writeTinyGguf({ type: "q8_0" });
    await using client = new EngineClient({ timeout: 3 });
    const { model } = await client.loadModel(file.path, SMALL);
    const expected = await client.generate(requestOf(model, "Stopped?"));
    const stopped = client.processId!;
    Deno.kill(stopped, "SIGSTOP");
    const started = performance.now();
    const again = client.generate(requestOf(model, "Stopped?"));
    const signal = AbortSignal.timeout(100);
    const prompt = promptSegments({ question: "q", solution: "" });
    await assert.rejects(client.countTokens({ model, prompt }, { signal }), { name: "TimeoutError" });
    await assert.rejects(client.stats({ signal }), { name: "TimeoutError" });
    assert.ok(performance.now() - started < 3_000, "nothing waits for the process");
    assert.deepEqual(await again, expected);
    assert.notEqual(client.processId, stopped);
    assert.equal(await isAlive(stopped), false);
  },
});

Deno.test({
  name: "EngineClient can be closed while its process hangs",
  ignore: Deno.build.os === "windows",
  async fn() {
    using file = writeTinyGguf({ type: "q8_0" });
    const client = new EngineClient();
    const { model } = await client.loadModel(file.path, SMALL);
    Deno.kill(client.processId!, "SIGSTOP");
    const rejected = assert.rejects(client.generate(requestOf(model, "q")), { code: "engine_failed" });
    const started = performance.now();
    await client[Symbol.asyncDispose]();
    await rejected;
    assert.ok(performance.now() - started < 20_000);
  },
});

Deno.test("EngineClient rejects with one sentence after three exits without progress, and works again later", async () => {
  using file = writeTinyGguf({ type: "q8_0" });
  await using client = new EngineClient();
  const { model } = await client.loadModel(file.path, SMALL);
  const request = client.generate(
    requestOf(model, "Never?", { maxTokens: 400, seeds: Array.from({ length: 64 }, (_, i) => i) }),
  );
  const rejected = assert.rejects(request, {
    code: "engine_failed",
    message: /^Cannot decode as the engine's process ended 3 times without finishing a request: signal SIGABRT/,
  });
  for (let death = 0; death < 3; death++) {
    const stats = client.stats().catch(() => null);
    const processId = client.processId!;
    if (death < 2) await stats; // the process serves
    Deno.kill(processId, "SIGABRT");
    while (client.processId === processId) await new Promise((resolve) => setImmediate(resolve));
  }
  await rejected;
  assert.equal((await client.generate(requestOf(model, "Now?"))).length, 4);
});

Deno.test("EngineClient forwards aborts: the sequences are free", async () => {
  using file = writeTinyGguf({ type: "q8_0" });
  await using client = new EngineClient();
  const { model } = await client.loadModel(file.path, SMALL);
  const abort = new AbortController();
  const request = client.generate(requestOf(model, "Gone?", { maxTokens: 400 }), { signal: abort.signal });
  await untilDecodes(client, model, 3);
  abort.abort();
  await assert.rejects(request, { name: "AbortError" });
  for (;;) {
    const { running, waiting, lockedSlots } = (await client.stats())[model];
    if (running + waiting + lockedSlots === 0) break;
  }
  const early = client.generate(requestOf(model, "q"), { signal: AbortSignal.abort() });
  await assert.rejects(early, { name: "AbortError" });
});

Deno.test("EngineClient rejects with the engine's own errors, and keeps its process", async () => {
  using file = writeTinyGguf({ type: "q8_0" });
  using corrupt = writeTinyGguf();
  Deno.writeFileSync(corrupt.path, new TextEncoder().encode("GGUF, but not really"));
  using other = writeTinyGguf({ metadata: { "general.architecture": { type: "string", value: "walrus" } } });
  await using client = new EngineClient();
  const { model } = await client.loadModel(file.path, SMALL);
  const { processId } = client;
  await assert.rejects(client.loadModel("/no/such/model.gguf"), { code: "model_not_found", message: /^Cannot load / });
  await assert.rejects(client.loadModel(corrupt.path), { code: "model_invalid", message: /^Cannot load / });
  await assert.rejects(client.loadModel(other.path), { code: "model_invalid", message: /^Cannot load / });
  await assert.rejects(client.generate(requestOf(model, "x".repeat(1000))), {
    code: "context_exceeded",
    message: /^Cannot read the prompt as it is longer than the context: it has \d+ tokens of 512$/,
  });
  await assert.rejects(client.generate(requestOf(model, "q", { temperature: -1 })), { code: "bad_request" });
  assert.equal((await client.generate(requestOf(model, "Still there?"))).length, 4);
  assert.equal(client.processId, processId, "no error ended the process");
});

Deno.test("EngineClient leaves no process behind when it is closed, and rejects unfinished requests", async () => {
  using file = writeTinyGguf({ type: "q8_0" });
  const client = new EngineClient();
  const { model } = await client.loadModel(file.path, SMALL);
  const processId = client.processId!;
  const request = client.generate(requestOf(model, "Long?", { maxTokens: 400 }));
  const rejected = assert.rejects(request, { code: "engine_failed", message: /closed/ });
  await untilDecodes(client, model, 2);
  await client[Symbol.asyncDispose]();
  await rejected;
  assert.equal(await isAlive(processId), false);
  await assert.rejects(client.generate(requestOf(model, "q")), { code: "engine_failed" });
  await client[Symbol.asyncDispose]();
});

Deno.test("EngineClient that is never used starts no process", async () => {
  await using client = new EngineClient();
  assert.equal(client.processId, null);
});

Deno.test({
  name: "engine_main ends when its parent is killed",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using file = writeTinyGguf({ type: "q8_0" });
    const url = import.meta.resolve("./engine_client.ts");
    const program = `
      const { EngineClient } = await import(${JSON.stringify(url)});
      const client = new EngineClient();
      const { model } = await client.loadModel(${JSON.stringify(file.path)}, ${JSON.stringify(SMALL)});
      const prompt = [{ text: "q", special: false }];
      const seeds = Array.from({ length: 64 }, (_, i) => i);
      client.generate({ model, prompt, seeds, temperature: 1, stop: [], maxTokens: 500 });
      while ((await client.stats())[model].decodes < 3);
      console.log(client.processId);
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    `;
    const parent = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--ext=ts", program],
      cwd: import.meta.dirname,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = parent.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const engine = Number((await reader.read()).value);
    assert.ok(await isAlive(engine), `process ${engine}`);
    parent.kill("SIGKILL");
    await parent.status;
    while (await isAlive(engine)) await new Promise((resolve) => setImmediate(resolve));
    await reader.cancel();
  },
});
