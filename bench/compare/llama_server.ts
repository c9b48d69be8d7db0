/**
 * llama-server as an engine of the comparison.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import { OpenAiPolicy } from "@rstar/openai";
import { type ComparedEngine, countingTokens, type EngineShape } from "./compared_engine.ts";
import { llamaCppTools } from "./llama_cpp_tools.ts";

/** Time limit of a request, which includes the time that the process is stopped. */
const STANDS_STILL_MS = 3_600_000;

/**
 * Starts llama-server and connects over HTTP, as to any OpenAI-compatible server: a slot a candidate, with prompt cache.
 *
 * @throws {Error} the server ends before it listens
 */
export async function openLlamaServer(
  { model, template, threads, width, contextTokens, flashAttention }: EngineShape,
): Promise<ComparedEngine> {
  const { "llama-server": path } = await llamaCppTools();
  const port = freePort();
  const flags = {
    "--model": model,
    "--port": port,
    "--parallel": width,
    "--ctx-size": width * contextTokens,
    "--batch-size": 512,
    "--ubatch-size": 512,
    "--threads": threads,
    "--threads-batch": threads,
    "--flash-attn": flashAttention ? "on" : "off",
    "--cache-ram": 0,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [name, String(value)]);
  const child = new Deno.Command(path, { args, stdout: "null", stderr: "piped" }).spawn();
  let log = "";
  const logged = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) log = (log + text).slice(-2000);
  })();
  let ended = false;
  child.status.then(() => ended = true);
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(async (response) => {
      await response.body?.cancel();
      return response.ok;
    }, () => false);
  while (!await isReady()) {
    if (ended) throw new Error(`llama-server ended: ${(await logged, log)}`);
    await delay(100);
  }
  const policy = await OpenAiPolicy.connect({
    url: `http://127.0.0.1:${port}/v1`,
    template,
    concurrency: width,
    timeoutMs: STANDS_STILL_MS,
  });
  return {
    ...countingTokens(policy),
    processId: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
      await logged;
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
