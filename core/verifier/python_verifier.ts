/**
 * The verifier of Python programs: each step runs after its prefix, in a sandbox.
 *
 * @module
 */
import { LruCache } from "./cache.ts";
import type { Pool } from "./worker/pool.ts";
import type { Report } from "./worker/frames.ts";
import type { Wall } from "./worker/sandbox_command.ts";
import { SharedRuns } from "./shared_runs.ts";
import { programKey, SnapshotRunner } from "./snapshot_runner.ts";
import type { Observation, OutputStyle, Verifier, VerifyOptions } from "./verifier.ts";
import { describeSandbox, startPool } from "./worker/start_pool.ts";
import type { Hello, WorkerStats } from "./worker/worker.ts";

/** The layers that may be used; tests switch some off to check the others. */
export interface AllowedLayers {
  /** Default `true`. Without it nothing runs unless `unsafe` is set. */
  readonly seccomp?: boolean;
  /** Default `true`. Without it programs can open no file at all, so modules that are not preloaded cannot be imported. */
  readonly landlock?: boolean;
  /** Default `true`: where bubblewrap works. */
  readonly bubblewrap?: boolean;
}

/** Options of {@linkcode PythonVerifier.start}. */
export interface PythonVerifierOptions {
  /** Absolute path of a Python >= 3.11 that has SymPy. */
  readonly python: string;
  /** Number of supervisor processes. Default: one for every four processors. */
  readonly workers?: number;
  /** Programs that run at the same time, in all workers together. Default: processors + 1. */
  readonly concurrency?: number;
  /** Address space of a program, MiB. Default 1 024. */
  readonly memoryMb?: number;
  /** Snapshots kept a worker at most; more than 64 only where evicted ones are missed. 0: every run replays its prefix. Default 256. */
  readonly snapshots?: number;
  /** Observations cached; 0 for none. Default 10 000. */
  readonly cacheEntries?: number;
  /** Whether to run programs where the sandbox does not work. Default `false`. */
  readonly unsafe?: boolean;
  /** The layers that may be used. Default: all. */
  readonly layers?: AllowedLayers;
  /** Receives one line that names the layers found. Default: ignored. */
  readonly onProgress?: (line: string) => void;
}

/** Counts since a verifier's start. */
export interface VerifierStats {
  /** Number of runs forked from a snapshot. */
  readonly forked: number;
  /** Number of runs in a fresh interpreter. */
  readonly fresh: number;
  /** Number of runs answered by the cache. */
  readonly cached: number;
  /** What each worker holds at the moment. */
  readonly workers: readonly WorkerStats[];
}

/** Longest step in UTF-8; the observation of a longer one is an error. */
export const MAX_STEP_BYTES = 65_536;
const DEFAULT_CPU_MS = 5_000;
/** The kernel ends any program after 700 s of CPU time. */
const MAX_CPU_MS = 600_000;
/** Wall time is three times CPU time and this: enough on a busy machine, and the end of a program that sleeps. */
const WALL_FACTOR = 3;
const WALL_EXTRA_MS = 5_000;
/** A program stopped by the wall limit after more than this share of its CPU limit was starved, not asleep, and runs again. */
const STARVED_SHARE = 0.05;
const SNAPSHOTS_PER_WORKER = 256;
/** Where the memory of snapshots cannot be measured; the same as in `snapshots.py`. */
const MAX_UNMEASURED_SNAPSHOTS = 8;
const CACHE_ENTRIES = 10_000;
const MEMORY_MB = 1_024;
const MAX_POOL = 4;
const PROCESSORS_PER_WORKER = 4;

/**
 * Runs model-written Python in processes of their own, restricted by seccomp, Landlock, bubblewrap and limits.
 *
 * Equal steps after equal prefixes give equal observations: hash seed, addresses, random generators and locale are fixed,
 * verdicts depend on CPU time, and results are cached by (prefix, code, style).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { PythonVerifier } from "@rstar/core/verifier";
 * import { pythonEnvironment } from "@rstar/environment";
 *
 * const python = await pythonEnvironment({ name: "verifier", requirements: "python/verifier/requirements.txt" });
 * await using verifier = await PythonVerifier.start({ python });
 * assert.equal((await verifier.run(["x = 6", "print(x * 7)"])).output, "42");
 * ```
 */
export class PythonVerifier implements Verifier {
  /** The layers that work here. */
  readonly sandbox: { readonly wall: Wall } & Hello;
  readonly #pool: Pool;
  readonly #runner: SnapshotRunner;
  readonly #cache: LruCache<Observation>;
  readonly #running = new SharedRuns<Observation>();
  #cached = 0;

  private constructor(pool: Pool, runner: SnapshotRunner, wall: Wall, cacheEntries: number) {
    this.#pool = pool;
    this.#runner = runner;
    this.sandbox = { wall, ...pool.hello };
    this.#cache = new LruCache(cacheEntries);
  }

  /**
   * Starts the workers. Resolves as soon as the sandbox is known to work; SymPy loads afterwards, which
   * {@linkcode PythonVerifier.ready} waits for. Runs may be requested at once.
   *
   * @throws {VerifierError} `sandbox_unavailable` where no safe layer works and `unsafe` is not set; `python_unavailable`
   */
  static async start(options: PythonVerifierOptions): Promise<PythonVerifier> {
    const processors = navigator.hardwareConcurrency;
    const workers = options.workers ?? Math.max(1, Math.floor(processors / PROCESSORS_PER_WORKER));
    const active = Math.max(1, Math.ceil((options.concurrency ?? processors + 1) / workers));
    const maxSnapshots = options.snapshots ?? SNAPSHOTS_PER_WORKER;
    const { pool, wall } = await startPool(workers, {
      python: options.python,
      supervisor: {
        active,
        pool: Math.min(active, MAX_POOL),
        max_snapshots: maxSnapshots,
        memory_mb: options.memoryMb ?? MEMORY_MB,
        unsafe: options.unsafe ?? false,
        use_seccomp: options.layers?.seccomp ?? true,
        use_landlock: options.layers?.landlock ?? true,
      },
    }, options.layers?.bubblewrap ?? true);
    options.onProgress?.(describeSandbox(pool.hello, wall, workers));
    const { snapshots, proc } = pool.hello;
    const kept = !snapshots ? 0 : proc ? maxSnapshots : Math.min(maxSnapshots, MAX_UNMEASURED_SNAPSHOTS);
    const runner = new SnapshotRunner(pool, kept, workers);
    return new PythonVerifier(pool, runner, wall, options.cacheEntries ?? CACHE_ENTRIES);
  }

  /**
   * Resolves when SymPy is loaded and a program can start without delay.
   *
   * @throws {VerifierError} `python_unavailable` where SymPy is not installed
   */
  async ready(): Promise<void> {
    await this.#pool.ready();
  }

  /** {@inheritDoc Verifier.run} */
  async run(steps: readonly string[], options: VerifyOptions = {}): Promise<Observation> {
    const cpuMs = options.cpuMs ?? DEFAULT_CPU_MS;
    if (!steps.length) throw new RangeError("Cannot verify a program without steps");
    if (!(cpuMs > 0 && cpuMs <= MAX_CPU_MS)) {
      throw new RangeError(`Cannot verify with this CPU limit: ${cpuMs} ms is not within 0 and ${MAX_CPU_MS}`);
    }
    options.signal?.throwIfAborted();
    const style = options.output ?? "stdout";
    const key = `${style} ${cpuMs} ${programKey(steps)}`;
    const known = this.#cache.get(key);
    if (known) {
      this.#cached++;
      return known;
    }
    return await this.#running.join(key, async (signal) => {
      const settings = { owner: options.owner, cpuMs, style, keep: !options.last };
      const observation = await this.#observe(steps, settings, signal);
      // The machine may have caused a crash (out of memory), so it is not cached.
      if (observation.status !== "crash") this.#cache.set(key, { ...observation, cpuMs: 0 });
      return observation;
    }, options.signal);
  }

  /** Process ids of the workers, in this process's namespace. */
  get processIds(): number[] {
    return this.#pool.processIds;
  }

  /** Counts of runs so far, and what the workers hold. */
  async stats(): Promise<VerifierStats> {
    const { forked, fresh } = this.#runner;
    return { forked, fresh, cached: this.#cached, workers: await this.#pool.stats() };
  }

  /** Stops every process of the verifier; runs in flight reject. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** See {@linkcode PythonVerifier.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #observe(
    steps: readonly string[],
    { owner, cpuMs, style, keep }: { owner?: string; cpuMs: number; style: OutputStyle; keep: boolean },
    signal: AbortSignal,
  ): Promise<Observation> {
    const encoder = new TextEncoder();
    if (steps.some((step) => encoder.encode(step).length > MAX_STEP_BYTES)) {
      return { status: "error", output: `ValueError: a step is longer than ${MAX_STEP_BYTES} bytes`, cpuMs: 0 };
    }
    const wallMs = WALL_FACTOR * cpuMs + WALL_EXTRA_MS;
    const settings = { owner, cpu_ms: cpuMs, wall_ms: wallMs, style, keep };
    let report = await this.#runner.run(steps, settings, signal);
    if (report.verdict === "wall_limit" && report.cpuMs > STARVED_SHARE * cpuMs) {
      report = await this.#runner.run(steps, settings, signal);
    }
    return toObservation(report, { cpuMs, wallMs });
  }
}

function toObservation(report: Report, limits: { cpuMs: number; wallMs: number }): Observation {
  const { cpuMs } = report;
  if (report.verdict === "cpu_limit") {
    return { status: "timeout", output: `TimeoutError: more than ${limits.cpuMs} ms of CPU time`, cpuMs };
  }
  if (report.verdict === "wall_limit") {
    return { status: "timeout", output: `TimeoutError: more than ${limits.wallMs} ms`, cpuMs };
  }
  if (report.outcome === "done") return { status: "ok", output: report.text, cpuMs };
  if (report.outcome === "raised") return { status: "error", output: report.text, cpuMs };
  if (report.outcome === "out_of_memory") return { status: "memory", output: report.text, cpuMs };
  return { status: "crash", output: "SystemError: the interpreter ended without a result", cpuMs };
}
