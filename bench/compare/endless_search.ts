import { setTimeout as delay } from "node:timers/promises";
import { search, type SearchOptions, type Verifier } from "@rstar/core";
import { sampleQuestion } from "../measuring/sample_question.ts";
import type { ComparedEngine } from "./compared_engine.ts";

/** What is searched, and how. */
export interface EndlessSearchOptions {
  /** Runs the programs. */
  readonly verifier: Verifier;
  /** Shapes each tree. */
  readonly search: SearchOptions;
  /** Trees under way at once. */
  readonly trees: number;
}

/**
 * A search over problems without end, so that neither its beginning, when all trees are young, nor its end, when few are
 * left, is measured. Its engine's process stands still but while it is measured. Dispose it before the engine.
 */
export class EndlessSearch implements AsyncDisposable {
  readonly #engine: ComparedEngine;
  readonly #left = new AbortController();
  readonly #isMixed = Promise.withResolvers<void>();
  readonly #ended: Promise<void>;

  /** Starts it. */
  constructor(engine: ComparedEngine, options: EndlessSearchOptions) {
    this.#engine = engine;
    this.#ended = this.#run(options);
    this.#ended.catch((error) => this.#isMixed.reject(error));
  }

  /** Lets it run until as many problems are done as are under way: trees are of all ages then. */
  async warmUp(): Promise<void> {
    await this.awake(() => this.#isMixed.promise);
  }

  /** Tokens a second, over so many seconds. */
  async speed(seconds: number): Promise<number> {
    return await this.awake(async () => {
      const [before, started] = [await this.#engine.generatedTokens(), performance.now()];
      await Promise.race([delay(seconds * 1000), this.#ended]);
      const [after, ended] = [await this.#engine.generatedTokens(), performance.now()];
      return (after - before) / (ended - started) * 1000;
    });
  }

  /** Does something with its engine, whose process goes on for that time. */
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

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    Deno.kill(this.#engine.processId, "SIGCONT");
    this.#left.abort();
    await this.#ended.catch(() => {}); // who waits for it has been told
  }
}

function* questions(signal: AbortSignal) {
  for (let n = 0; !signal.aborted; n++) yield { id: `${n}`, question: sampleQuestion(n) };
}
