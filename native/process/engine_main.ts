/**
 * The engine as a child process: `deno run -A engine_process.ts PATH-OF-LIBLLAMA ACCELERATOR`, where the path may be
 * empty. Reads frames from stdin, writes frames to stdout and nothing else; ends when stdin does, so it does not outlive
 * its parent.
 *
 * @module
 */
import { Engine } from "../engine/engine.ts";
import type { AcceleratorWish } from "../library/accelerator.ts";
import { decodeFrames, encodeFrame, type EngineMessage, type EngineReply, errorToData } from "./engine_messages.ts";

/** How long the requests in work get to leave the decoder when stdin has ended. */
const GRACE_MS = 3_000;

/** Serves one client until `input` ends. */
async function serve(input: ReadableStream<Uint8Array>, output: WritableStream<Uint8Array>): Promise<void> {
  const writer = output.getWriter();
  // The client is gone when a write fails; its end of stdin says so too.
  const send = (reply: EngineReply): void => void writer.write(encodeFrame(reply)).catch(() => {});
  await using engine = new Engine({
    libraryPath: Deno.args[0] || undefined,
    accelerator: Deno.args[1] as AcceleratorWish,
    onProgress: (progress) => send({ progress }),
  });
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
  // stdout carries frames: what anything prints goes to stderr.
  console.log = console.info = console.debug = console.error;
  // A terminal sends Ctrl-C to the whole group. The parent decides what it means; its end ends us.
  if (Deno.build.os !== "windows") {
    for (const signal of ["SIGINT", "SIGHUP"] as const) Deno.addSignalListener(signal, () => {});
  }
  const input = Deno.stdin.readable.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({ flush: () => void setTimeout(() => Deno.exit(1), GRACE_MS) }),
  );
  await serve(input, Deno.stdout.writable);
  Deno.exit(0);
}
