import type { SearchEvent } from "@rstar/core";

/** Where progress goes: stderr, when it is a terminal. */
export interface ProgressSink {
  /** Shows a line in place of the last one. */
  line(text: string): void;
  /** Removes the line. */
  clear(): void;
}

/** One line at the bottom of a terminal, rewritten in place. */
export function terminalLine(): ProgressSink {
  const encoder = new TextEncoder();
  let shown = false;
  return {
    line(text) {
      const columns = Deno.consoleSize().columns || 80; // some terminals do not know
      Deno.stderr.writeSync(encoder.encode(`\r\x1b[2K${text.slice(0, columns - 1)}`));
      shown = true;
    },
    clear() {
      if (shown) Deno.stderr.writeSync(encoder.encode("\r\x1b[2K"));
      shown = false;
    },
  };
}

/** Nothing at all: for a stderr that is no terminal. */
export const SILENT: ProgressSink = { line: () => {}, clear: () => {} };

/** A line now and then: for a stderr that is a log of hours. */
export function logLines(everyMs = 30_000): ProgressSink {
  let last = -Infinity;
  return {
    line(text) {
      if (performance.now() - last < everyMs) return;
      last = performance.now();
      console.error(text);
    },
    clear() {},
  };
}

const REDRAW_MS = 100;

/** Follows a search and tells: questions done, rollouts, tokens/s, the best answer so far with its votes and value. */
export class SearchProgress {
  readonly #sink: ProgressSink;
  readonly #questions: number;
  readonly #now: () => number;
  readonly #started: number;
  readonly #running = new Map<string, { rollouts: number; tokens: number }>();
  #done = 0;
  #unsolved = 0;
  #best = "";
  #drawnAt = -Infinity;

  /** Starts the clock. `now` is in milliseconds. */
  constructor(sink: ProgressSink, questions: number, now: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#questions = questions;
    this.#now = now;
    this.#started = now();
  }

  /** Takes the next event in. */
  follow(event: SearchEvent): void {
    if (event.type === "progress") {
      const { rollouts, tokens } = event.progress;
      this.#running.set(event.problem.id, { rollouts, tokens });
      if (event.best) {
        const { answer, votes, trajectory } = event.best;
        const value = trajectory.ppm ?? trajectory.meanQ;
        this.#best = `best ${answer.slice(0, 40)} (${votes} votes, value ${value.toFixed(2)})`;
      }
    } else if (event.type === "done" || event.type === "failed") {
      this.#done += 1;
      if (event.type === "failed" || event.result.answer === null) this.#unsolved += 1;
    } else return;
    if (this.#now() - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = this.#now();
    this.#sink.line(this.text());
  }

  /** The line as it stands. */
  text(): string {
    const totals = [...this.#running.values()];
    const sum = (of: "rollouts" | "tokens") => totals.reduce((total, one) => total + one[of], 0);
    const seconds = Math.max(0.001, (this.#now() - this.#started) / 1000);
    const questions = this.#questions === 1
      ? []
      : [`${this.#done}/${this.#questions} questions${this.#unsolved ? `, ${this.#unsolved} unsolved` : ""}`];
    const speed = `${Math.round(sum("tokens") / seconds)} tokens/s`;
    return [
      ...questions,
      `${sum("rollouts")} rollouts`,
      speed,
      ...this.#questions === 1 && this.#best ? [this.#best] : [],
    ]
      .join(" · ");
  }
}
