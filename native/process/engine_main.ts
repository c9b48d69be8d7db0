/**
 * The program of the engine process: `deno run -A engine_main.ts PATH-OF-LIBLLAMA ACCELERATOR`, where the path may be empty.
 *
 * Reads messages from stdin and writes replies to stdout, and nothing else. Ends when stdin ends, so that it does not
 * outlive its parent.
 *
 * @module
 */
import { Engine } from "../engine/engine.ts";
import type { AcceleratorWish } from "../library/accelerator.ts";
import { BEAT_MS } from "./watchdog.ts";
import { decodeFrames, encodeFrame, type EngineMessage, type EngineReply, errorToData } from "./engine_messages.ts";

/** Time between the end of stdin and a forced exit, in which running decodes may finish. */
const GRACE_MS = 3_000;

/** Serves one client until `input` ends. */
async function serve(input: ReadableStream<Uint8Array>, output: WritableStream<Uint8Array>): Promise<void> {
  const writer = output.getWriter();
  // A write fails when the client is gone; then stdin ends too.
  const send = (reply: EngineReply): void => void writer.write(encodeFrame(reply)).catch(() => {});
  await using engine = new Engine({
    libraryPath: Deno.args[0] || undefined,
    accelerator: Deno.args[1] as AcceleratorWish,
    onProgress: (progress) => send({ progress }),
  });
  using _beats = every(BEAT_MS, () => send({ batches: engine.batches }));
  const calls = new Map<number, AbortController>();

  const answer = async (message: EngineMessage): Promise<void> => {
    const call = new AbortController();
    calls.set(message.id, call);
    try {
      const result = await dispatch(engine, message, call.signal);
      if (!call.signal.aborted) send({ id: message.id, result });
    } catch (error) {
      if (!call.signal.aborted) send({ id: message.id, error: errorToData(error) });
    } finally {
      calls.delete(message.id);
    }
  };
  for await (const message of decodeFrames<EngineMessage>(input)) {
    if (message.method === "abort") calls.get(message.id)?.abort();
    else void answer(message);
  }
}

function every(ms: number, action: () => void): Disposable {
  const timer = setInterval(action, ms);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function dispatch(engine: Engine, message: EngineMessage, signal: AbortSignal): Promise<unknown> {
  switch (message.method) {
    case "loadModel":
      return engine.loadModel(message.path, message.options);
    case "generate":
      return engine.generate(message.request, { signal });
    case "score":
      return engine.score(message.request, { signal });
    case "countTokens":
      return engine.countTokens(message.request);
    case "stats":
      return engine.stats();
    case "abort":
      return Promise.resolve();
  }
}

if (import.meta.main) {
  // stdout carries messages: whatever is printed goes to stderr.
  console.log = console.info = console.debug = console.error;
  // A terminal sends Ctrl-C to the whole group. The parent handles it; when the parent ends, so does this process.
  if (Deno.build.os !== "windows") {
    for (const signal of ["SIGINT", "SIGHUP"] as const) Deno.addSignalListener(signal, () => {});
  }
  const input = Deno.stdin.readable.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({ flush: () => void setTimeout(() => Deno.exit(1), GRACE_MS) }),
  );
  await serve(input, Deno.stdout.writable);
  Deno.exit(0);
}
