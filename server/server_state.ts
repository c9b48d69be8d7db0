import { ApiError } from "./api_error.ts";
import type { SolveService } from "./solve/solve_service.ts";
import type { SolveStore } from "./solve/solve_store.ts";

/** What a server has to say of itself. The store is there from the start, the model when it is loaded. */
export class ServerState {
  /** Keeps the searches. */
  readonly store: SolveStore;
  /** When the server began, in Unix seconds. */
  readonly created: number = Math.floor(Date.now() / 1000);
  /** Whether the engine answers; throws why it does not. */
  #check: () => Promise<void> = () => Promise.resolve();
  #service: SolveService | null = null;
  #ends = false;

  /** A server whose model is being loaded. */
  constructor(store: SolveStore) {
    this.store = store;
  }

  /** The model is loaded. `check` rejects where the engine does not answer. */
  ready(service: SolveService, check: () => Promise<void>): void {
    this.#service = service;
    this.#check = check;
  }

  /** The server takes no more requests on. */
  ending(): void {
    this.#ends = true;
  }

  /**
   * What runs searches.
   *
   * @throws {ApiError} `loading` while the model is being loaded
   */
  service(): SolveService {
    if (this.#service) return this.#service;
    throw new ApiError("loading", "Cannot search yet as the model is being loaded", { retryAfterSeconds: 1 });
  }

  /**
   * Resolves where a search would be taken on.
   *
   * @throws {ApiError} `loading`, `engine_failed`
   */
  async healthy(): Promise<void> {
    this.service();
    if (this.#ends) {
      throw new ApiError("loading", "Cannot take searches on as the server ends", { retryAfterSeconds: 5 });
    }
    await this.#check();
  }
}
