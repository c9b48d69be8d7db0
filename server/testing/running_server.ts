/**
 * A server in this process on fakes: sums are solved by steps whose time a test chooses.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import { END_OF_STEP, type SearchPorts } from "@rstar/core";
import { SUM_VERIFIER, SumPolicy, type SumPolicyOptions } from "@rstar/core/testing";
import { type App, type AppOptions, createApp } from "../app.ts";
import { listen } from "../listen.ts";
import { Metrics } from "../metrics.ts";
import { ServerState } from "../server_state.ts";
import { SolveService, type SolveServiceOptions } from "../solve/solve_service.ts";
import { SolveStore } from "../solve/solve_store.ts";

/** A question that the fakes solve. */
export const SUM = "What is 17 + 4?";

/** What a search runs on that goes on until it is ended: every step is another one, and none is the last. */
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

/** How a test's server differs. */
export interface TestServerOptions
  extends
    SumPolicyOptions,
    Partial<Pick<SolveServiceOptions, "concurrency" | "queue" | "limits" | "onDefect">>,
    Partial<AppOptions> {
  /** Whether the model is never loaded. */
  readonly loading?: true;
  /** What a search runs on, instead of sums. */
  readonly ports?: SearchPorts;
  /** The store's file. Default: in memory. */
  readonly path?: string;
  /** What the health check does. */
  readonly check?: () => Promise<void>;
}

/** A server on fakes. */
export class TestServer implements Disposable {
  /** Its store. */
  readonly store: SolveStore;
  /** Its state. */
  readonly state: ServerState;
  /** Its searches. */
  readonly service: SolveService;
  /** Its routes. */
  readonly app: App;

  /** A server that is ready unless it is said to be loading. */
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
      },
      countTokens: (question) => Promise.resolve(question.split(" ").length),
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

  /** Asks for `path`; a body is sent as JSON. */
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

  /** Closes the store. */
  [Symbol.dispose](): void {
    this.store[Symbol.dispose]();
  }
}

/** A server on fakes that listens on a free port. */
export interface ListeningServer extends AsyncDisposable {
  /** The server. */
  readonly server: TestServer;
  /** Where it listens. */
  readonly url: string;
}

/** Starts one. Dispose it: it ends when its answers are given. */
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

/** The events of a stream, with their data parsed. */
export async function eventsOf(response: Response): Promise<{ readonly event?: string; readonly data: unknown }[]> {
  const blocks = (await response.text()).split("\n\n").filter((block) => block !== "" && !block.startsWith(":"));
  return blocks.map((block) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
    const data = field("data")!;
    return { event: field("event"), data: data === "[DONE]" ? data : JSON.parse(data) };
  });
}
