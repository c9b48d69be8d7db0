/**
 * A server in this process on fakes: it solves sums, and a test sets how long each step takes.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import { END_OF_STEP, type SearchPorts } from "@rstar/core";
import type { ConfidenceModel } from "@rstar/core/search";
import { SUM_VERIFIER, SumPolicy, type SumPolicyOptions } from "@rstar/core/testing";
import { type App, type AppOptions, createApp } from "../app.ts";
import { listen } from "../listen.ts";
import { Metrics } from "../metrics.ts";
import { ServerState } from "../server_state.ts";
import { SolveService, type SolveServiceOptions } from "../solve/solve_service.ts";
import { SolveStore } from "../solve/solve_store.ts";

/** A question that the fakes solve: the answer is 21. */
export const SUM = "What is 17 + 4?";

/** Ports whose searches never end by themselves: every step is a new one, and none leads to an answer. */
export function endlessPorts({ proposalMs }: { readonly proposalMs: number }): SearchPorts {
  return {
    policy: {
      propose: async ({ seeds }, { signal } = {}) => {
        await delay(proposalMs, undefined, { signal });
        return seeds.map((seed) => (
          { text: `# way ${seed}\nx = ${seed}\n${END_OF_STEP}`, finish: "stop", tokens: 9, logProbability: -1 }
        ));
      },
    },
    verifier: SUM_VERIFIER,
  };
}

/** Options of {@linkcode TestServer}; the fakes are those of core's `SumPolicy`. */
export interface TestServerOptions
  extends
    SumPolicyOptions,
    Partial<Pick<SolveServiceOptions, "concurrency" | "queue" | "limits" | "onDefect" | "countTokens">>,
    Partial<AppOptions> {
  /** Keeps the server in the state loading. */
  readonly loading?: true;
  /** Ports instead of those that solve sums. */
  readonly ports?: SearchPorts;
  /** File of the store. Default: in memory. */
  readonly path?: string;
  /** How sure the model's answers are. Default: core's. */
  readonly confidence?: ConfidenceModel;
  /** The engine's health check. Default: it answers. */
  readonly check?: () => Promise<void>;
}

/** A server on fakes, without a socket. Its model is named `sums`. */
export class TestServer implements Disposable {
  /** Records and traces, to compare answers with. */
  readonly store: SolveStore;
  /** Ready, unless `loading`. */
  readonly state: ServerState;
  /** Runs the searches; a test may submit to it directly. */
  readonly service: SolveService;
  /** What answers {@linkcode fetch}. */
  readonly app: App;

  /** Ready at once, unless `loading`. */
  constructor(options: TestServerOptions = {}) {
    const metrics = new Metrics();
    this.store = new SolveStore(options.path ?? ":memory:");
    this.state = new ServerState(this.store);
    this.service = new SolveService({
      ports: metrics.counted(options.ports ?? { policy: new SumPolicy(options), verifier: SUM_VERIFIER }),
      manifest: {
        name: "sums",
        policy: "sums.gguf",
        search: { candidates: 3, answerCandidates: 1, rollouts: 4, terminals: "exclude" },
        confidence: options.confidence,
      },
      countTokens: options.countTokens ?? ((question) => Promise.resolve(question.split(" ").length)),
      store: this.store,
      concurrency: options.concurrency,
      queue: options.queue,
      limits: options.limits,
      onEvent: (event) => metrics.follow(event),
      onDefect: options.onDefect,
    });
    this.app = createApp(this.state, { ...options, metrics });
    metrics.watch(this.service, () => Promise.resolve({}));
    if (!options.loading) this.state.ready(this.service, options.check ?? (() => Promise.resolve()));
  }

  /** Requests a path. A body is posted as JSON, a string as it is. */
  async fetch(
    path: string,
    { body, ...init }: Omit<RequestInit, "body"> & { readonly body?: unknown } = {},
  ): Promise<Response> {
    const json = body === undefined ? {} : {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "content-type": "application/json" },
    };
    return await this.app.request(path, { ...json, ...init });
  }

  /** Closes the store; searches must have ended. */
  [Symbol.dispose](): void {
    this.store[Symbol.dispose]();
  }
}

/** A server on fakes behind a socket. */
export interface ListeningServer extends AsyncDisposable {
  /** The server behind it. */
  readonly server: TestServer;
  /** Its base URL, without a slash at the end. */
  readonly url: string;
}

/** Starts a server on fakes on a free port. Dispose it: it ends when all answers are sent. */
export async function listeningServer(options: TestServerOptions = {}): Promise<ListeningServer> {
  const server = new TestServer(options);
  const listener = await listen((request) => server.app.fetch(request), { host: "127.0.0.1", port: 0 });
  return {
    server,
    url: listener.url,
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      server[Symbol.dispose]();
    },
  };
}

/** The events of a stream, read to its end, with their data parsed; comments are skipped. */
export async function eventsOf(response: Response): Promise<{ readonly event?: string; readonly data: unknown }[]> {
  const blocks = (await response.text()).split("\n\n").filter((block) => block !== "" && !block.startsWith(":"));
  return blocks.map((block) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
    const data = field("data")!;
    return { event: field("event"), data: data === "[DONE]" ? data : JSON.parse(data) };
  });
}
