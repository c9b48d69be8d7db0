/**
 * Counters of searches, requests and the engine, in Prometheus' text format.
 *
 * @module
 */
import type { SearchPorts } from "@rstar/core";
import type { EngineStats } from "@rstar/native";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { SolveEvent } from "./solve/solve_event.ts";
import type { SolveService } from "./solve/solve_service.ts";

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** Time that the engine has to tell its counters. */
const ENGINE_MS = 2_000;

/** The metrics of one server, named `rstar_*`. Times are in seconds, as histograms from 50 ms to 5 min. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #begun = new Map<string, number>();
  readonly #unexpanded = new Set<string>();
  readonly #solves = this.#counter("rstar_solves_total", "Searches that ended, by how", ["status"]);
  readonly #tokens = this.#counter("rstar_tokens_total", "Tokens generated");
  readonly #rollouts = this.#counter("rstar_rollouts_total", "Rollouts of searches that ended");
  readonly #programs = this.#counter("rstar_verifier_runs_total", "Steps run, by what came of them", ["status"]);
  readonly #firstStepSeconds = this.#histogram("rstar_first_step_seconds", "Time from a request to its first steps");
  readonly #solveSeconds = this.#histogram("rstar_solve_seconds", "Time from a request to its answer");
  readonly #requestSeconds = this.#histogram("rstar_http_request_seconds", "Time to an answer's headers", [
    "method",
    "route",
    "status",
  ]);

  /** The content type of {@linkcode text}, with the version of the format. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Counts searches by how they end, their tokens, rollouts and times. Takes every event of every search. */
  follow(event: SolveEvent): void {
    if (event.type === "queued") {
      this.#begun.set(event.id, performance.now());
      this.#unexpanded.add(event.id);
    }
    if (event.type === "trace" && event.line.type === "tell") {
      const { problem, expansion } = event.line;
      this.#tokens.inc(expansion.tokens);
      if (this.#unexpanded.delete(problem)) this.#firstStepSeconds.observe(this.#secondsOf(problem));
    }
    if (event.type !== "end") return;
    const { id, status, result } = event.record;
    this.#solves.inc({ status });
    this.#rollouts.inc(result?.usage.rollouts ?? 0);
    this.#solveSeconds.observe(this.#secondsOf(id));
    this.#begun.delete(id);
    this.#unexpanded.delete(id);
  }

  #secondsOf(id: string): number {
    return (performance.now() - this.#begun.get(id)!) / 1000;
  }

  /**
   * Counts a request whose answer's headers are ready after `seconds`; `route` is a pattern such as `/v1/solves/:id`.
   */
  answered(
    labels: { readonly method: string; readonly route: string; readonly status: number },
    seconds: number,
  ): void {
    this.#requestSeconds.observe(labels, seconds);
  }

  /** The same ports, with a verifier that counts what it runs by the status of the observation. */
  counted({ verifier, ...ports }: SearchPorts): SearchPorts {
    return {
      ...ports,
      verifier: {
        run: async (steps, options) => {
          const observation = await verifier.run(steps, options);
          this.#programs.inc({ status: observation.status });
          return observation;
        },
        [Symbol.asyncDispose]: () => verifier[Symbol.asyncDispose](),
      },
    };
  }

  /**
   * Adds gauges that are read at every {@linkcode text}: searches running and waiting, and the counters of the engine.
   *
   * @param engine may reject, where the engine is down: its counters are then left out, as where it takes more than two seconds
   */
  watch(service: SolveService, engine: (options: { readonly signal: AbortSignal }) => Promise<EngineStats>): void {
    this.#gauge("rstar_running_searches", "Searches under way", () => service.running);
    this.#gauge("rstar_waiting_searches", "Searches that wait", () => service.waiting);
    new Gauge({
      name: "rstar_engine",
      help: "Counters of the engine since its process began, by model file",
      labelNames: ["model", "counter"],
      registers: [this.#registry],
      async collect() {
        const signal = AbortSignal.timeout(ENGINE_MS);
        this.reset(); // a process that was started again has other models
        for (const [model, counters] of Object.entries(await engine({ signal }).catch(() => ({})))) {
          for (const [counter, value] of Object.entries(counters)) this.set({ model, counter }, value);
        }
      },
    });
  }

  /** All metrics as text. */
  async text(): Promise<string> {
    return await this.#registry.metrics();
  }

  #counter<Label extends string = never>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #histogram<Label extends string = never>(name: string, help: string, labelNames: Label[] = []): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(value());
      },
    });
  }
}
