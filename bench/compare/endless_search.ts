/**
 * A search that is measured in its steady state.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import { search, type SearchOptions, type Verifier } from "@rstar/core";
import { sampleQuestion } from "../harness/sample_problems.ts";
import type { ComparedEngine } from "./compared_engine.ts";

/** How {@linkcode EndlessSearch} searches. */
export interface EndlessSearchOptions {
  /** Runs the programs. */
  readonly verifier: Verifier;
  /** The shape of each tree. */
  readonly search: SearchOptions;
  /** Trees in progress at the same time. */
  readonly trees: number;
}

/**
 * A search over an endless sequence of problems, so that neither its beginning, when all trees are young, nor its end, when
 * few are left, is measured. The engine's process is stopped (SIGSTOP) between measurements. Dispose of it before the
 * engine.
 */
export class EndlessSearch implements AsyncDisposable {
  readonly #engine: ComparedEngine;
  readonly #left = new AbortController();
  readonly #isMixed = Promise.withResolvers<void>();
  readonly #ended: Promise<void>;

  /** Starts the search. */
  constructor(engine: ComparedEngine, options: EndlessSearchOptions) {
    this.#engine = engine;
    this.#ended = this.#run(options);
    this.#ended.catch((error) => this.#isMixed.reject(error));
  }

  /** Runs until as many problems are done as are in progress: trees are of all ages then. */
  async warmUp(): Promise<void> {
    await this.awake(() => this.#isMixed.promise);
  }

  /** Tokens a second, measured for `seconds`. */
  async speed(seconds: number): Promise<number> {
    return await this.awake(async () => {
      const [before, started] = [await this.#engine.generatedTokens(), performance.now()];
      await Promise.race([delay(seconds * 1000), this.#ended]);
      const [after, ended] = [await this.#engine.generatedTokens(), performance.now()];
      return (after - before) / (ended - started) * 1000;
    });
  }

  /** Runs an action while the engine's process is not stopped. */
  async awake<T>(action: () => Promise<T>): Promise<T> {
    Deno.kill(this.#engine.processId, "SIGCONT");
    try {
      return await action();
    } finally {
      Deno.kill(this.#engine.processId, "SIGSTOP");
    }
  }

  async #run({ verifier, search: options, trees }: EndlessSearchOptions): Promise<void> {
    const { signal } = this.#left;
    const ports = { policy: this.#engine.policy, verifier };
    let done = 0;
    for await (const event of search(questions(signal), ports, { search: options, concurrency: trees, signal })) {
      if (event.type === "failed") throw event.error;
      if (event.type === "done" && ++done === trees) this.#isMixed.resolve();
    }
  }

  /** Ends the search. */
  async [Symbol.asyncDispose](): Promise<void> {
    Deno.kill(this.#engine.processId, "SIGCONT");
    this.#left.abort();
    await this.#ended.catch(() => {}); // callers of warmUp() and speed() got the error
  }
}

function* questions(signal: AbortSignal) {
  for (let n = 0; !signal.aborted; n++) yield { id: `${n}`, question: sampleQuestion(n) };
}
