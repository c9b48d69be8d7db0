/**
 * Ctrl-C and its kin. The first asks for a graceful end, a second one kills.
 *
 * @module
 */

/** Exit codes of signals, as shells have them. */
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** On a terminal one Ctrl-C comes twice: from the terminal, and forwarded by `deno task`. */
const SAME_PRESS_MS = 300;

/** What {@linkcode onInterrupt} gives. */
export interface Interrupt extends Disposable {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** The exit code of the signal that came; null while none has. */
  readonly exitCode: number | null;
}

/** Listens until disposed. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let exitCode: number | null = null;
  let firstAt = 0;
  const names = Deno.build.os === "windows" ? ["SIGINT"] as const : ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const listeners = names.map((name) => {
    const listener = () => {
      if (exitCode === null) {
        exitCode = SIGNAL_EXIT_CODES[name];
        firstAt = performance.now();
        controller.abort();
      } else if (performance.now() - firstAt > SAME_PRESS_MS) Deno.exit(SIGNAL_EXIT_CODES[name]);
    };
    Deno.addSignalListener(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    [Symbol.dispose]: () => listeners.forEach(({ name, listener }) => Deno.removeSignalListener(name, listener)),
  };
}
