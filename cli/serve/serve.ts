/**
 * The command `serve`: a server from its start until its searches have ended.
 *
 * @module
 */
import { dirname } from "node:path";
import { configure, getStreamSink, getTextFormatter, jsonLinesFormatter } from "@logtape/logtape";
import { RstarError } from "@rstar/core";
import { createApp, listen, Metrics, ServerState, SOLVE_LIMITS, SolveService, SolveStore } from "@rstar/server";
import { openSolver } from "@rstar/solver";
import { onInterrupt } from "../interrupt.ts";
import type { ServeOptions } from "./serve_options.ts";

/** Time that searches have to end after the first signal. */
const DRAIN_MS = 30_000;

/**
 * Serves until a signal arrives; then accepts no more searches, and returns when those under way have ended, after 30 s
 * at most.
 *
 * @returns the exit code, 0
 * @throws {RstarError} where it cannot listen, open the store, or load the model
 */
export async function serve(options: ServeOptions): Promise<number> {
  using interrupt = onInterrupt();
  await logToStderr();
  using store = await openStore(options.store);
  const state = new ServerState(store);
  const metrics = new Metrics();
  const app = createApp(state, {
    metrics,
    keys: list(options.apiKeys),
    origins: list(options.origins),
    reasoning: options.reasoning,
  });
  await using listener = await listen((request) => app.fetch(request), options);
  const { url } = listener;
  console.error(`Listening on ${url}, loading the model`);
  try {
    await using solver = await openSolver({
      ...options,
      questions: options.concurrency,
      signal: interrupt.signal,
      onProgress: (line) => console.error(line),
    });
    const service = new SolveService({
      ports: metrics.counted(solver.ports),
      manifest: solver.manifest,
      countTokens: solver.countTokens,
      store,
      concurrency: options.concurrency,
      queue: options.queue,
      limits: { ...SOLVE_LIMITS, seconds: options.maxSeconds, tokens: options.maxTokens },
      onEvent: (event) => metrics.follow(event),
      onDefect: (error) => console.error(error),
    });
    metrics.watch(service, solver.stats);
    state.ready(service, async () => void await solver.stats());
    console.error(`Serving ${solver.manifest.name} on ${url}`);
    await aborted(interrupt.signal);
    console.error(`Ending: ${service.running + service.waiting} searches are under way; another signal ends at once`);
    state.ending();
    await service.drain(AbortSignal.timeout(DRAIN_MS));
  } catch (error) {
    if (interrupt.exitCode === null) throw error; // else interrupted while the model was being loaded
  }
  return 0;
}

async function openStore(path: string): Promise<SolveStore> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw new RstarError("bad_request", `Cannot make the folder of ${path}: ${(cause as Error).message}`, { cause });
  }
  return new SolveStore(path);
}

/** One line a request: JSON where a program reads it, text on a terminal. */
async function logToStderr(): Promise<void> {
  const formatter = Deno.stderr.isTerminal() ? getTextFormatter() : jsonLinesFormatter;
  const keepOpen = new WritableStream<Uint8Array>({ write: async (bytes) => void await Deno.stderr.write(bytes) });
  await configure({
    sinks: { stderr: getStreamSink(keepOpen, { formatter }) },
    loggers: [
      { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["stderr"] },
      { category: "rstar", lowestLevel: "info", sinks: ["stderr"] },
    ],
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function list(text = ""): string[] {
  return text.split(",").map((item) => item.trim()).filter((item) => item !== "");
}
