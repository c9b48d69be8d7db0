/**
 * The progress of searches as one line: questions done, rollouts, tokens/s, the best answer so far, before it the last step.
 *
 * @module
 */
import type { SearchEvent } from "@rstar/core";
import type { ProgressSink } from "../progress_sink.ts";

const REDRAW_MS = 100;
/** The first comment of a step. */
const COMMENT_REGEXP = /#.*/;

/**
 * Follows the events of searches and draws the line, at most every 100 ms. For a single question the line has what the
 * last step says it does, and once there is one the best answer with its votes and value, the PPM's score or the mean Q; for several it has how many are done and unsolved.
 */
export class SearchProgress {
  readonly #sink: ProgressSink;
  readonly #questions: number;
  readonly #now: () => number;
  readonly #started: number;
  readonly #running = new Map<string, { rollouts: number; tokens: number }>();
  #done = 0;
  #unsolved = 0;
  #best = "";
  #step = "";
  #drawnAt = -Infinity;

  /** Starts the clock of tokens/s. `now` is in milliseconds. */
  constructor(sink: ProgressSink, questions: number, now: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#questions = questions;
    this.#now = now;
    this.#started = now();
  }

  /** Counts an event, and draws the line where it is due. */
  follow(event: SearchEvent): void {
    if (event.type === "progress") {
      const { rollouts, tokens } = event.progress;
      this.#running.set(event.problem.id, { rollouts, tokens });
      if (event.best) {
        const { answer, votes, trajectory } = event.best;
        const value = trajectory.ppm ?? trajectory.meanQ;
        this.#best = `best ${answer.slice(0, 40)} (${votes} votes, value ${value.toFixed(2)})`;
      }
    } else if (event.type === "tell") {
      const step = event.expansion.steps.findLast(({ observation }) => observation?.status === "ok");
      this.#step = COMMENT_REGEXP.exec(step?.text ?? "")?.[0] ?? this.#step;
    } else if (event.type === "done" || event.type === "failed") {
      this.#done += 1;
      if (event.type === "failed" || event.result.answer === null) this.#unsolved += 1;
    } else return;
    if (this.#now() - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = this.#now();
    this.#sink.line(this.text());
  }

  /** The line as it would be drawn now. */
  text(): string {
    const totals = [...this.#running.values()];
    const sum = (of: "rollouts" | "tokens") => totals.reduce((total, one) => total + one[of], 0);
    const seconds = Math.max(0.001, (this.#now() - this.#started) / 1000);
    const questions = this.#questions === 1
      ? []
      : [`${this.#done}/${this.#questions} questions${this.#unsolved ? `, ${this.#unsolved} unsolved` : ""}`];
    const shown = this.#best || this.#step;
    const speed = `${Math.round(sum("tokens") / seconds)} tokens/s`;
    return [
      ...questions,
      `${sum("rollouts")} rollouts`,
      speed,
      ...this.#questions === 1 && shown ? [shown] : [],
    ]
      .join(" · ");
  }
}
