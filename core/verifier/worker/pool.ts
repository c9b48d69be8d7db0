/**
 * The workers of a verifier: each job goes to the least loaded one; a worker that dies is restarted and its jobs are sent again.
 *
 * @module
 */
import { VerifierError } from "../../errors.ts";
import type { Report, RunCommand } from "./frames.ts";
import { type Hello, Worker, WorkerEndedError, type WorkerOptions, type WorkerStats } from "./worker.ts";

/** A kept interpreter: its worker, and the job that left it. */
export interface Snapshot {
  /** The worker that holds it. */
  readonly worker: Worker;
  /** Id of the job in that worker. */
  readonly id: number;
}

/** A job for the pool. */
export type PoolJob = Omit<RunCommand, "op" | "id" | "parent">;

/** The result of a job, and where its interpreter was kept. */
export interface PoolResult {
  /** How the job ended. */
  readonly report: Report;
  /** `undefined` where the interpreter was not kept. */
  readonly snapshot: Snapshot | undefined;
}

const MAX_ATTEMPTS = 3;

/** A fixed number of workers. Dispose it to stop them. */
export class Pool implements AsyncDisposable {
  /** What the first worker reported when it started. */
  readonly hello: Hello;
  readonly #options: WorkerOptions;
  readonly #workers: (Worker | Promise<Worker>)[];
  #closed = false;

  private constructor(options: WorkerOptions, workers: Worker[], hello: Hello) {
    this.#options = options;
    this.#workers = workers;
    this.hello = hello;
  }

  /**
   * Starts `count` workers and waits until each has reported which layers work.
   *
   * @throws {VerifierError} when a worker cannot start
   */
  static async start(count: number, options: WorkerOptions): Promise<Pool> {
    const started = await Promise.allSettled(Array.from({ length: count }, () => Worker.start(options)));
    const failed = started.find((result) => result.status === "rejected");
    const running = started.flatMap((result) => result.status === "fulfilled" ? [result.value] : []);
    if (failed) {
      await Promise.all(running.map(({ worker }) => worker.close()));
      throw failed.reason;
    }
    return new Pool(options, running.map(({ worker }) => worker), running[0].hello);
  }

  /** Process ids of the workers that run. */
  get processIds(): number[] {
    return this.#workers.flatMap((worker) => worker instanceof Worker && worker.isAlive ? [worker.pid] : []);
  }

  /** Resolves when every worker can run a program at once. */
  async ready(): Promise<void> {
    await Promise.all(this.#workers.map(async (worker) => (await worker).ready));
  }

  /** What each worker holds. */
  async stats(): Promise<WorkerStats[]> {
    return await Promise.all(this.#workers.map(async (worker) => (await worker).stats()));
  }

  /**
   * Runs a job in a fresh interpreter, or in a fork of `parent`.
   *
   * @returns `undefined` where `parent` does not exist any more
   * @throws {VerifierError} where three workers in a row died during the job, or none can be started
   */
  async run(job: PoolJob, options: {
    readonly parent?: Snapshot;
    readonly signal?: AbortSignal;
  } = {}): Promise<PoolResult | undefined> {
    const { parent, signal } = options;
    let ended: unknown;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      signal?.throwIfAborted();
      if (this.#closed) throw new VerifierError("verifier_failed", "Cannot run a program as the verifier is closed");
      if (parent && !parent.worker.isAlive) return undefined;
      const worker = parent?.worker ?? await this.#leastLoaded();
      const { id, report } = worker.submit({ ...job, parent: parent?.id ?? null });
      const cancel = (): void => worker.cancel(id, signal?.reason);
      signal?.addEventListener("abort", cancel, { once: true });
      try {
        const result = await report;
        if (result.verdict === "gone") return undefined;
        return { report: result, snapshot: result.kept ? { worker, id } : undefined };
      } catch (error) {
        if (!(error instanceof WorkerEndedError)) throw error;
        ended = error;
      } finally {
        signal?.removeEventListener("abort", cancel);
      }
    }
    throw new VerifierError(
      "verifier_failed",
      `Cannot run a program as ${MAX_ATTEMPTS} workers ended on it: ${ended}`,
      {
        cause: ended,
      },
    );
  }

  /** Stops all workers and every process below them. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map(async (worker) => {
      try {
        await (await worker).close();
      } catch {
        // It could not be restarted, so there is nothing to stop.
      }
    }));
  }

  /** See {@linkcode Pool.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #leastLoaded(): Promise<Worker> {
    for (const [index, worker] of this.#workers.entries()) {
      if (!(worker instanceof Worker) || worker.isAlive) continue;
      const restarted = this.#restart(index, worker);
      restarted.catch(() => {}); // reported to whoever awaits it
      this.#workers[index] = restarted;
    }
    const running = this.#workers.filter((worker) => worker instanceof Worker);
    if (!running.length) return await this.#workers[0];
    return running.reduce((best, worker) => worker.load < best.load ? worker : best);
  }

  async #restart(index: number, dead: Worker): Promise<Worker> {
    try {
      await dead.ready; // a worker that never got ready for a lasting reason is not started again
    } catch (error) {
      if (error instanceof VerifierError) {
        this.#workers[index] = dead;
        throw error;
      }
    }
    await dead.close();
    try {
      const { worker } = await Worker.start(this.#options);
      if (this.#closed) await worker.close();
      this.#workers[index] = worker;
      return worker;
    } catch (error) {
      this.#workers[index] = dead;
      throw error;
    }
  }
}
