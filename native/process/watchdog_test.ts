import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { Watchdog, type WatchdogOptions } from "./watchdog.ts";

const BEAT_MS = 4;

/** Watches for 100 beats, while `act` is called at each; the reason why it barked, or null. */
async function barked(
  { timeout, state, act = () => {} }: Pick<WatchdogOptions, "timeout"> & {
    readonly state: ReturnType<WatchdogOptions["state"]>;
    readonly act?: (watchdog: Watchdog, beat: number) => void;
  },
): Promise<string | null> {
  const reasons: string[] = [];
  using watchdog = new Watchdog({
    timeout: timeout * BEAT_MS / 1000,
    state: () => state,
    onHang: (reason) => reasons.push(reason.replace(/ for .*/, "")),
    beatMs: BEAT_MS,
  });
  for (let beat = 0; beat < 100 && reasons.length === 0; beat++) {
    act(watchdog, beat);
    await delay(BEAT_MS);
  }
  return reasons[0] ?? null;
}

Deno.test("Watchdog notices silence while there is work, and sooner than a lack of progress", async () => {
  assert.equal(await barked({ timeout: 1000, state: "working" }), "no sign of life");
  assert.equal(await barked({ timeout: 1000, state: "idle" }), null);
});

Deno.test("Watchdog lets a process be silent while it loads a model, up to its timeout", async () => {
  assert.equal(await barked({ timeout: 1000, state: "blocked" }), null);
  assert.equal(await barked({ timeout: 50, state: "blocked" }), "no sign of life");
});

Deno.test("Watchdog lets a slow process work as long as it decodes something now and then", async () => {
  const alive = (watchdog: Watchdog) => watchdog.alive();
  assert.equal(await barked({ timeout: 60, state: "working", act: alive }), "no progress");
  const act = (watchdog: Watchdog, beat: number) => {
    watchdog.alive();
    watchdog.progress(Math.floor(beat / 10));
  };
  assert.equal(await barked({ timeout: 60, state: "working", act }), null);
});

Deno.test("Watchdog counts its own looks: a parent that was stopped as well finds nothing hung", async () => {
  const act = (watchdog: Watchdog, beat: number) => {
    watchdog.alive();
    if (beat % 20 === 0) { for (const start = performance.now(); performance.now() - start < 60 * BEAT_MS;); }
  };
  assert.equal(await barked({ timeout: 1000, state: "working", act }), null);
});
