/** A fixed number of places, given out in the order in which they were asked for. */
export class Slots {
  readonly #waiting = new Set<() => void>();
  #free: number;

  /**
   * Places that are all free.
   *
   * @throws {RangeError} when `count` is not a positive integer
   */
  constructor(count: number) {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new RangeError(`Cannot limit requests as their number must be a positive integer: it is ${count}`);
    }
    this.#free = count;
  }

  /**
   * Waits for a place. Dispose the result: it gives the place to the next in line.
   *
   * @throws {DOMException} `AbortError` when `signal` aborts while waiting
   */
  async take(signal?: AbortSignal): Promise<Disposable> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#turn(signal);
    return { [Symbol.dispose]: () => this.#give() };
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.delete(enter);
        reject(signal!.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#waiting.add(enter);
    });
  }

  #give(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free++;
    } else {
      this.#waiting.delete(next);
      next();
    }
  }
}
