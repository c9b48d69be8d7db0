/**
 * One policy for many independent solutions: requests with the same prefix are merged.
 *
 * @module
 */
import type { Candidate, Policy, ProposeRequest } from "@rstar/core";

interface Pending {
  readonly seeds: readonly number[];
  readonly answer: PromiseWithResolvers<Candidate[]>;
}

/**
 * A policy that merges requests of the same turn of the event loop that differ in their seeds alone, so that the engine
 * computes their prefix once. Each caller gets the candidates that it would get alone.
 */
export class SharedPolicy implements Policy {
  readonly #policy: Policy;
  readonly #pending = new Map<string, Pending[]>();

  /** Merges the requests to `policy`. */
  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /** Generates on the next turn of the event loop, with all requests of the same prefix. */
  propose({ seeds, ...same }: ProposeRequest): Promise<Candidate[]> {
    const key = JSON.stringify(same);
    const answer = Promise.withResolvers<Candidate[]>();
    const together = this.#pending.get(key);
    if (together) {
      together.push({ seeds, answer });
    } else {
      this.#pending.set(key, [{ seeds, answer }]);
      setTimeout(() => this.#send(key, same));
    }
    return answer.promise;
  }

  async #send(key: string, same: Omit<ProposeRequest, "seeds">): Promise<void> {
    const pending = this.#pending.get(key)!;
    this.#pending.delete(key);
    try {
      const candidates = await this.#policy.propose({ ...same, seeds: pending.flatMap(({ seeds }) => seeds) });
      for (const { seeds, answer } of pending) answer.resolve(candidates.splice(0, seeds.length));
    } catch (error) {
      for (const { answer } of pending) answer.reject(error);
    }
  }
}
