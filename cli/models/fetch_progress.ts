/**
 * The progress of a fetch as one line: bytes, speed, time left.
 *
 * @module
 */
import { terminalDuration } from "@rstar/eval/format";
import { byteSize } from "@rstar/hub";
import type { ProgressSink } from "../progress_sink.ts";

const REDRAW_MS = 100;
/** The speed is that of so many milliseconds. */
const WINDOW_MS = 5_000;

/** How much there was at a moment. */
interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** Follows a fetch and draws the line, at most every 100 ms. */
export class FetchProgress {
  readonly #sink: ProgressSink;
  readonly #name: string;
  readonly #now: () => number;
  #samples: Sample[] = [];
  #drawnAt = -Infinity;

  /** The progress of the model `name`. `now` is in milliseconds. */
  constructor(sink: ProgressSink, name: string, now: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#name = name;
    this.#now = now;
  }

  /** Draws the line where it is due: `bytes` of `all` are there, those of an earlier attempt included. */
  follow(bytes: number, all: number): void {
    const at = this.#now();
    if (at - this.#drawnAt < REDRAW_MS && bytes < all) return;
    this.#drawnAt = at;
    if (bytes < (this.#samples.at(-1)?.bytes ?? 0)) this.#samples = []; // begun again, from another source
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - this.#samples[1].at >= WINDOW_MS) this.#samples.shift();
    const [first] = this.#samples;
    const speed = at > first.at ? (bytes - first.bytes) / (at - first.at) * 1000 : 0;
    const rest = speed > 0 && bytes < all ? `, ${terminalDuration((all - bytes) / speed)} left` : "";
    const percent = Math.floor(100 * bytes / all);
    const pace = speed > 0 ? `, ${(speed / 1e6).toFixed(1)} MB/s` : "";
    this.#sink.line(`${this.#name}: ${byteSize(bytes)} of ${byteSize(all)} (${percent} %)${pace}${rest}`);
  }
}
