/**
 * What a server has so far: the store from the start, the model once it is loaded, until the server ends.
 *
 * @module
 */
import { ApiError } from "./api_error.ts";
import type { SolveService } from "./solve/solve_service.ts";
import type { SolveStore } from "./solve/solve_store.ts";

/** Time that the engine has to answer a check of its health. */
const CHECK_MS = 2_000;

/** The state that the routes read: loading, then ready, then ending. */
export class ServerState {
  /** Searches past and present; readable before the model is loaded. */
  readonly store: SolveStore;
  /** Start of the server in Unix seconds: `created` of its models in the OpenAI API. */
  readonly created: number = Math.floor(Date.now() / 1000);
  #check: (signal: AbortSignal) => Promise<unknown> = () => Promise.resolve();
  #service: SolveService | null = null;
  #ends = false;

  /** Begins in the state loading. */
  constructor(store: SolveStore) {
    this.store = store;
  }

  /**
   * Changes to ready. `check` asks the engine something: it rejects, or does not answer, where that is not well. Each health
   * check calls it, and aborts its signal after two seconds.
   */
  ready(service: SolveService, check: (signal: AbortSignal) => Promise<unknown>): void {
    this.#service = service;
    this.#check = check;
  }

  /** Changes to ending: health checks fail, so that a load balancer sends no more requests. */
  ending(): void {
    this.#ends = true;
  }

  /**
   * The service that runs searches.
   *
   * @throws {ApiError} `loading` while the model is being loaded
   */
  service(): SolveService {
    if (this.#service) return this.#service;
    throw new ApiError("loading", "Cannot search yet as the model is being loaded", { retryAfterSeconds: 1 });
  }

  /**
   * Resolves where a search would be accepted.
   *
   * @throws {ApiError} `loading`, while the server ends too
   * @throws as {@linkcode engineWell} does
   */
  async healthy(): Promise<void> {
    this.service();
    if (this.#ends) {
      throw new ApiError("loading", "Cannot take searches on as the server ends", { retryAfterSeconds: 5 });
    }
    await this.engineWell();
  }

  /**
   * Resolves where the engine answers; settles within two seconds.
   *
   * @throws {ApiError} `engine_failed` where it does not answer in time
   * @throws what the engine's check rejects with
   */
  async engineWell(): Promise<void> {
    const late = AbortSignal.timeout(CHECK_MS);
    const reason = `the engine has not answered in ${CHECK_MS / 1000} s`;
    const failed = new Promise<never>((_, reject) => {
      late.addEventListener("abort", () => reject(new ApiError("engine_failed", `Cannot search now as ${reason}`)));
    });
    await Promise.race([this.#check(late), failed]);
  }
}
