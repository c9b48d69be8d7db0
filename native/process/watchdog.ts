/**
 * Tells a hung engine from a slow one: by how long it has shown no sign of life, and by how long no work was done.
 *
 * @module
 */

/** Time between two signs of life of an engine's process, and between two looks at them. */
export const BEAT_MS = 1_000;

/** Signs of life that may be missing before a process counts as hung: its event loop is free while a batch is decoded. */
const MISSED_BEATS = 30;
/** Signs of life that may be missing before a process counts as doubtful. */
const DOUBTFUL_BEATS = 2;

/** What a {@linkcode Watchdog} asks about the process, and what it does about it. */
export interface WatchdogOptions {
  /** Seconds without progress, while there is work, after which a process counts as hung. */
  readonly timeout: number;
  /** `blocked`: it loads a model, and cannot show signs of life meanwhile. */
  readonly state: () => "idle" | "working" | "blocked";
  /** Called once, with the reason in a few words. */
  readonly onHang: (reason: string) => void;
  /** Default {@linkcode BEAT_MS}. */
  readonly beatMs?: number;
}

/**
 * Watches a process by its signs of life. Time is counted in looks of its own: a machine that was suspended, or a parent that
 * was stopped together with the process, does not make it look hung. Dispose it: the watch ends.
 */
export class Watchdog implements Disposable {
  readonly #options: WatchdogOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #batches = 0;
  #silentLooks = 0;
  #fruitlessLooks = 0;

  /** Begins to watch. The timer does not keep this process alive. */
  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), options.beatMs ?? BEAT_MS);
    Deno.unrefTimer(this.#timer as unknown as number);
  }

  /** Whether the process is overdue: it may be hung, or the machine is busy. */
  get isDoubtful(): boolean {
    return this.#silentLooks > DOUBTFUL_BEATS;
  }

  /** A sign of life: any message of the process. */
  alive(): void {
    this.#silentLooks = 0;
  }

  /** Work was done: a request was answered, or a batch was decoded, of which `batches` were by now. */
  progress(batches?: number): void {
    if (batches === this.#batches) return;
    this.#batches = batches ?? this.#batches;
    this.#fruitlessLooks = 0;
  }

  #look(): void {
    const { timeout, state, onHang, beatMs = BEAT_MS } = this.#options;
    const now = state();
    this.#silentLooks++;
    this.#fruitlessLooks = now === "working" ? this.#fruitlessLooks + 1 : 0;
    const limit = timeout * 1000 / beatMs;
    if (now === "idle") return;
    const isSilent = this.#silentLooks > (now === "blocked" ? limit : Math.min(MISSED_BEATS, limit));
    if (!isSilent && this.#fruitlessLooks <= limit) return;
    const seconds = Math.round((isSilent ? this.#silentLooks : this.#fruitlessLooks) * beatMs / 1000);
    this[Symbol.dispose]();
    onHang(`${isSilent ? "no sign of life" : "no progress"} for ${seconds} s`);
  }

  /** Ends the watch. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
