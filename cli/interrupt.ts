/**
 * SIGINT, SIGTERM and SIGHUP: the first asks a command for a graceful end, a second one ends the process at once.
 *
 * @module
 */

/** 128 + the number of the signal, as shells have it. */
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** One Ctrl-C arrives twice, from the terminal and forwarded by `deno task`: within this time it counts as one. */
const SAME_PRESS_MS = 300;

/** A listener for signals. Dispose it: signals end the process again. */
export interface Interrupt extends Disposable {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** The exit code of the first signal; null until it has arrived. */
  readonly exitCode: number | null;
}

/** Listens for signals until disposed. */
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
