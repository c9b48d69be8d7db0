/**
 * The command `serve`: a server from its start until its searches have ended.
 *
 * @module
 */
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { configure, getStreamSink, getTextFormatter, jsonLinesFormatter } from "@logtape/logtape";
import {
  createApp,
  listen,
  type Listener,
  Metrics,
  ServerState,
  SOLVE_LIMITS,
  SolveService,
  SolveStore,
} from "@rstar/server";
import { openSolver } from "@rstar/solver";
import { onInterrupt } from "../interrupt.ts";
import { defaultModel } from "../models/default_model.ts";
import { readyModel } from "../models/ready_model.ts";
import { onNamed } from "../named_files.ts";
import { say } from "../say.ts";
import { accessOf } from "./access.ts";
import { watchLaunchers } from "./launchers.ts";
import type { ServeOptions } from "./serve_options.ts";

/** Time that searches have to end after the first signal. */
const DRAIN_MS = 30_000;
/** Time between two looks at the engine meanwhile. */
const LOOK_MS = 1_000;

/**
 * Serves until a signal arrives or the program that started it ends; then accepts no more searches, and returns when those
 * under way have ended, after 30 s at most, or at once where the engine does not answer.
 *
 * @returns the exit code, 0
 * @throws {RstarError} where it cannot listen, open the store, or load the model
 */
export async function serve(options: ServeOptions): Promise<number> {
  const access = accessOf(options);
  using interrupt = onInterrupt();
  using launchers = watchLaunchers();
  const ended = AbortSignal.any([interrupt.signal, launchers.gone]);
  const model = await readyModel(options.model ?? await defaultModel(), { ...options, signal: ended }).catch(
    (error) => {
      if (!ended.aborted) throw error;
    },
  );
  if (model === undefined) return 0; // ended while the model was being fetched
  await logToStderr();
  await makeFolder(options.store);
  const metrics = new Metrics();
  // The port before the store: where another server has both, the port's error says more.
  const listener = await listen((request) => app.fetch(request), options);
  await using opened = new AsyncDisposableStack();
  const store = await orEnd(listener, () => opened.use(new SolveStore(options.store)));
  opened.use(listener);
  const state = new ServerState(store);
  const app = createApp(state, { metrics, reasoning: options.reasoning, ...access });
  const { url } = listener;
  say(`Listening on ${url}, loading the model`);
  if (!access.isLocal && access.keys.length === 0) {
    say(
      "Warning: whoever can reach this address can search and read all searches, as there are no --api-keys",
    );
  }
  try {
    await using solver = await openSolver({
      ...options,
      model,
      questions: options.concurrency,
      signal: ended,
      onProgress: say,
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
      onDefect: (error) => say(Deno.inspect(error)),
    });
    metrics.watch(service, solver.stats);
    state.ready(service, (signal) => solver.stats({ signal }));
    say(`Serving ${solver.manifest.name} on ${url}`);
    await aborted(ended);
    const why = interrupt.exitCode === null ? "Ending, as the program that started this server has ended" : "Ending";
    say(`${why}: ${service.running + service.waiting} searches are under way; another signal ends at once`);
    state.ending();
    await drained(service, state);
  } catch (error) {
    if (!ended.aborted) throw error; // else ended while the model was being loaded
  }
  return 0;
}

/** Waits for the searches under way. Those on an engine that does not answer would not end by themselves. */
async function drained(service: SolveService, state: ServerState): Promise<void> {
  const hopeless = new AbortController();
  let isDone = false;
  const draining = service.drain(AbortSignal.any([AbortSignal.timeout(DRAIN_MS), hopeless.signal]))
    .then(() => isDone = true);
  const look = () => state.engineWell().catch(() => hopeless.abort()).then(() => delay(LOOK_MS));
  while (!isDone) await Promise.race([draining, look()]);
}

/** Opens something else; where that fails, the listener ends first. */
async function orEnd<Opened>(listener: Listener, open: () => Opened): Promise<Opened> {
  try {
    return open();
  } catch (error) {
    await listener[Symbol.asyncDispose]();
    throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  await onNamed(`make the folder of ${path}`, () => Deno.mkdir(dirname(path), { recursive: true }));
}

/** One line a request: JSON where a program reads it, text on a terminal. */
async function logToStderr(): Promise<void> {
  const formatter = Deno.stderr.isTerminal() ? getTextFormatter() : jsonLinesFormatter;
  const keepOpen = new WritableStream<Uint8Array>({
    write: (bytes) => Deno.stderr.write(bytes).then(() => {}, () => {}), // a log on a full disk ends no server
  });
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
