/**
 * Measures the machine time of a stage so that a kill loses little of it.
 *
 * @module
 */
import type { RunStore } from "../run/run_store.ts";
import type { Stage } from "./evolve_event.ts";

const BEAT_MS = 10_000;

/**
 * Adds the wall time of `work` to the stage's machine time: all of it when the work ends or fails, all but the last ten seconds
 * when the process is killed.
 */
export async function timed<T>(
  store: RunStore,
  { round, stage }: { readonly round: number; readonly stage: Stage },
  work: () => Promise<T>,
): Promise<T> {
  let last = performance.now();
  const beat = (): void => {
    const now = performance.now();
    store.addSeconds(round, stage, (now - last) / 1000);
    last = now;
  };
  const timer = setInterval(() => {
    try {
      beat();
    } catch { /* on a full disk: a later beat adds this time too, and the last one says what is wrong */ }
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    beat();
  }
}
