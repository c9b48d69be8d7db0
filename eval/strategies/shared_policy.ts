import type { Candidate, Policy, ProposeRequest } from "@rstar/core";

interface Asked {
  readonly seeds: readonly number[];
  readonly answer: PromiseWithResolvers<Candidate[]>;
}

/**
 * A policy that many independent solutions share: what several of them ask at the same time with the same prefix is one
 * request, whose equal beginnings the engine computes once. Each gets the candidates it would get alone.
 */
export class SharedPolicy implements Policy {
  readonly #policy: Policy;
  readonly #asked = new Map<string, Asked[]>();

  /** Shares `policy`. */
  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /** Waits a moment for others that ask with the same prefix. */
  propose({ seeds, ...same }: ProposeRequest): Promise<Candidate[]> {
    const key = JSON.stringify(same);
    const answer = Promise.withResolvers<Candidate[]>();
    const together = this.#asked.get(key);
    if (together) {
      together.push({ seeds, answer });
    } else {
      this.#asked.set(key, [{ seeds, answer }]);
      setTimeout(() => this.#ask(key, same));
    }
    return answer.promise;
  }

  async #ask(key: string, same: Omit<ProposeRequest, "seeds">): Promise<void> {
    const asked = this.#asked.get(key)!;
    this.#asked.delete(key);
    try {
      const candidates = await this.#policy.propose({ ...same, seeds: asked.flatMap(({ seeds }) => seeds) });
      for (const { seeds, answer } of asked) answer.resolve(candidates.splice(0, seeds.length));
    } catch (error) {
      for (const { answer } of asked) answer.reject(error);
    }
  }
}
