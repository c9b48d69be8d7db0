/**
 * Keeps the models of one engine from computing with more threads than there are processors. llama.cpp's threads wait for each
 * other in a loop: one that has no processor holds up those that have one. On two processors a search with a PPM made 0.5 k
 * tokens/s when policy and PPM had two threads each at the same time, and 4.0 k with one each.
 */
export class ThreadPermits {
  readonly #total: number;
  #free: number;
  readonly #waiting: { readonly count: number; readonly admit: () => void }[] = [];

  /** So many threads may compute at the same time. Default: one a processor. */
  constructor(total: number = navigator.hardwareConcurrency) {
    this.#total = this.#free = total;
  }

  /** Waits, in the order of the calls, until `count` threads are free. Who wants more than there are takes all. Dispose it to give them back. */
  async take(count: number): Promise<Disposable> {
    const taken = Math.min(count, this.#total);
    if (this.#waiting.length > 0 || this.#free < taken) {
      await new Promise<void>((admit) => this.#waiting.push({ count: taken, admit }));
    } else this.#free -= taken;
    return { [Symbol.dispose]: () => this.#giveBack(taken) };
  }

  #giveBack(count: number): void {
    this.#free += count;
    while (this.#waiting.length > 0 && this.#waiting[0].count <= this.#free) {
      const next = this.#waiting.shift()!;
      this.#free -= next.count;
      next.admit();
    }
  }
}
