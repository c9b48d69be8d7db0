/**
 * The progress of an evolution as text: lines that stay, and one that changes.
 *
 * @module
 */
import type { EvolveEvent } from "@rstar/core";
import type { SearchProblem } from "@rstar/core/evolve";
import { terminalDuration } from "@rstar/eval/format";
import type { ProgressSink } from "../progress_sink.ts";

/**
 * Follows the events of an evolution. Rounds, stages and failures are lines that stay; the line that changes has
 * problems done, solved by level, tokens/s and time left, or the step and loss of a training.
 */
export class EvolveProgress {
  readonly #sink: ProgressSink;
  readonly #say: (line: string) => void;
  readonly #now: () => number;
  #search: SearchCount;

  /** `say` receives lines that stay, `sink` the one that changes. `now` is in milliseconds. */
  constructor(sink: ProgressSink, say: (line: string) => void, now: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#say = say;
    this.#now = now;
    this.#search = new SearchCount([], now());
  }

  /** Shows what an event changes. */
  follow(event: EvolveEvent): void {
    switch (event.type) {
      case "note":
        return this.#stay(event.text);
      case "round":
        this.#search = new SearchCount(event.problems, this.#now());
        return this.#stay(`Round ${event.round}: ${event.problems.length} problems`);
      case "stage":
        return this.#stay(`Round ${event.round}: ${STAGE_WORDS[event.stage]}`);
      case "search": {
        const { event: search, round } = event;
        if (search.type === "pass") {
          this.#search.begin(search.problems, this.#now());
          if (search.pass > 0) this.#stay(`Round ${round}: pass ${search.pass + 1}, ${search.problems} problems`);
        } else if (search.type === "tell") this.#search.tokens += search.expansion.tokens;
        else if (search.type === "done") {
          const isSolved = search.result.trajectories.some(({ steps }) => steps.at(-1)?.correct);
          this.#search.end(search.result.problem.id, isSolved);
        } else if (search.type === "failed") {
          this.#search.end(search.problem.id, false);
          this.#stay(`Search of ${search.problem.id} failed: ${messageOf(search.error)}`);
        } else return;
        return this.#sink.line(`round ${round} · ${this.#search.text(this.#now())}`);
      }
      case "training":
        if (event.event.event !== "progress") return;
        return this.#sink.line(`round ${event.round} · ${event.model} · ${trainingText(event.event)}`);
      case "finished": {
        const { coverage: { all, levels }, seconds } = event.manifest;
        const named = Object.entries(levels).map(([name, { solved, problems }]) =>
          `${name} ${share(solved, problems)}`
        );
        const minutes = Math.round(Object.values(seconds).reduce((sum, value) => sum + value, 0) / 60);
        const solved = [share(all.solved, all.problems), ...named].join(", ");
        return this.#stay(`Round ${event.round} is finished: solved ${solved}; ${minutes} min`);
      }
    }
  }

  #stay(line: string): void {
    this.#sink.clear();
    this.#say(line);
  }
}

const STAGE_WORDS = {
  search: "searching",
  data: "drawing training data from the trees",
  policy: "training the policy",
  ppm: "training the PPM",
} as const;

/** The counts of one round's search; problems done and time left are those of its current pass. */
class SearchCount {
  /** Tokens generated since the round began or was resumed. */
  tokens = 0;
  readonly #levels: ReadonlyMap<string, string>;
  readonly #problems = new Map<string, number>();
  readonly #solved = new Map<string, Set<string>>();
  readonly #started: number;
  #passStarted: number;
  #planned = 0;
  #done = 0;

  constructor(problems: readonly SearchProblem[], now: number) {
    this.#levels = new Map(problems.map(({ id, level = "all" }) => [id, level]));
    for (const level of this.#levels.values()) this.#problems.set(level, (this.#problems.get(level) ?? 0) + 1);
    this.#started = this.#passStarted = now;
  }

  begin(problems: number, now: number): void {
    this.#planned = problems;
    this.#done = 0;
    this.#passStarted = now;
  }

  end(problem: string, isSolved: boolean): void {
    this.#done++;
    if (!isSolved) return;
    const level = this.#levels.get(problem) ?? "all";
    this.#solved.set(level, (this.#solved.get(level) ?? new Set()).add(problem));
  }

  text(now: number): string {
    const levels = [...this.#problems].map(([level, count]) =>
      `${level} ${this.#solved.get(level)?.size ?? 0}/${count}`
    );
    const seconds = Math.max(0.001, (now - this.#started) / 1000);
    const left = ((now - this.#passStarted) / 1000 / Math.max(1, this.#done)) * (this.#planned - this.#done);
    return [
      `${this.#done}/${this.#planned} problems`,
      `solved ${levels.join(", ")}`,
      `${Math.round(this.tokens / seconds)} tokens/s`,
      ...this.#done > 0 ? [`${terminalDuration(left)} left`] : [],
    ].join(" · ");
  }
}

function trainingText(event: Readonly<Record<string, unknown>>): string {
  const { step, loss, tokensPerSecond, etaSeconds } = event;
  return [
    `step ${step}`,
    `loss ${loss}`,
    ...typeof tokensPerSecond === "number" ? [`${tokensPerSecond} tokens/s`] : [],
    ...typeof etaSeconds === "number" ? [`${terminalDuration(etaSeconds)} left`] : [],
  ].join(" · ");
}

function share(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
