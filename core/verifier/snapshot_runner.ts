/**
 * Runs a common prefix of several programs once: each prefix leaves a snapshot, and the next step runs in a fork of it. Where
 * the snapshot was evicted, the prefix is replayed.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { LruCache } from "./cache.ts";
import type { Pool, PoolJob, PoolResult, Snapshot } from "./worker/pool.ts";
import type { Report } from "./worker/frames.ts";
import { SharedRuns } from "./shared_runs.ts";

/** Limits and output style of a run, and whether its interpreter is kept afterwards. */
export type RunSettings = Omit<PoolJob, "steps">;

/** A hash that identifies a sequence of steps. */
export function programKey(steps: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(steps)).digest("base64");
}

/** Snapshots kept a worker at first: each one makes every fork slower, so more are kept only where evicted ones are missed. */
const FEWEST_SNAPSHOTS = 64;

/** The snapshots of a pool, and the runs that use them. */
export class SnapshotRunner {
  readonly #pool: Pool;
  readonly #snapshots: LruCache<Snapshot>;
  readonly #maxSnapshots: number;
  /** Programs whose snapshots were evicted lately. */
  readonly #evicted: LruCache<true>;
  /** Programs whose interpreters were not kept: too large, or holding what a fork does not copy. They are replayed. */
  readonly #unkept: LruCache<true>;
  readonly #replays = new SharedRuns<Report>();
  /** Number of runs forked from a snapshot. */
  forked = 0;
  /** Number of runs in a fresh interpreter. */
  fresh = 0;

  /**
   * Keeps up to `maxSnapshots` a worker: at first at most 64, and one more for each evicted one that is missed. 0: every run
   * replays its prefix.
   */
  constructor(pool: Pool, maxSnapshots: number, workers: number) {
    this.#pool = pool;
    this.#maxSnapshots = maxSnapshots * workers;
    this.#snapshots = new LruCache(Math.min(maxSnapshots, FEWEST_SNAPSHOTS) * workers);
    this.#evicted = new LruCache(this.#maxSnapshots);
    this.#unkept = new LruCache(this.#maxSnapshots);
  }

  get #isOn(): boolean {
    return this.#maxSnapshots > 0;
  }

  /** The report of the last of `steps`, or of the first that failed. */
  async run(steps: readonly string[], settings: RunSettings, signal?: AbortSignal): Promise<Report> {
    const prefix = steps.slice(0, -1);
    const prefixKey = programKey(prefix);
    if (this.#isOn && prefix.length && !this.#unkept.get(prefixKey)) {
      if (!this.#snapshots.get(prefixKey)) {
        if (this.#evicted.get(prefixKey)) this.#grow(prefixKey);
        // Several steps after the same prefix wait for one replay of it.
        const replay = await this.#replays.join(
          prefixKey,
          (shared) => this.#replay(prefix, { ...settings, keep: true }, shared),
          signal,
        );
        if (replay.verdict !== "reported" || replay.outcome !== "done") return replay;
      }
      const parent = this.#snapshots.get(prefixKey);
      const result = parent &&
        await this.#pool.run({ ...settings, steps: steps.slice(-1) }, { parent, signal });
      if (result) {
        this.forked++;
        return this.#remember(steps, settings, result);
      }
      // It was not kept or could not be forked.
      if (this.#snapshots.get(prefixKey) === parent) this.#snapshots.delete(prefixKey);
    }
    return await this.#replay(steps, settings, signal);
  }

  async #replay(steps: readonly string[], settings: RunSettings, signal?: AbortSignal): Promise<Report> {
    const result = await this.#pool.run({ ...settings, steps, keep: settings.keep && this.#isOn }, { signal });
    this.fresh++;
    return this.#remember(steps, settings, result!); // only a run with a parent can find it gone
  }

  #remember(steps: readonly string[], settings: RunSettings, { report, snapshot }: PoolResult): Report {
    const key = programKey(steps);
    if (!snapshot) {
      if (settings.keep && report.outcome === "done") this.#unkept.set(key, true);
      return report;
    }
    const before = this.#snapshots.get(key);
    before?.worker.forget(before.id);
    const evicted = this.#snapshots.set(key, snapshot);
    if (evicted) {
      evicted.value.worker.forget(evicted.value.id);
      this.#evicted.set(evicted.key, true);
    }
    return report;
  }

  /** Makes room for one more, as this one was evicted too early. */
  #grow(key: string): void {
    this.#evicted.delete(key);
    this.#snapshots.maxEntries = Math.min(this.#maxSnapshots, this.#snapshots.maxEntries + 1);
  }
}
