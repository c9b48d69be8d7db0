/**
 * `serve` in a process of its own, with a real model: for tests from outside, measurements and screenshots.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** A running server. Dispose it: it gets SIGTERM, and has ended when the promise resolves. */
export interface ServeProcess extends AsyncDisposable {
  /** Its base URL, without a slash at the end. */
  readonly url: string;
  /** File of its store, which it leaves. */
  readonly path: string;
  /** The process, for signals. */
  readonly child: Deno.ChildProcess;
  /** Its stderr so far. */
  log(): string;
  /** Resolves when its model is loaded. */
  ready(): Promise<void>;
}

/**
 * Starts `serve` on a free port, and waits until it listens; the model is still being loaded then.
 *
 * @param args further arguments of `serve`
 * @param store file of its store; default: a new one in a temporary folder
 * @throws {Error} with its stderr, where it ends before it listens
 */
export async function serveProcess(args: readonly string[] = [], store?: string): Promise<ServeProcess> {
  const path = store ?? `${await Deno.makeTempDir()}/solves.sqlite`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-prompt", MAIN, "serve", "--port", "0", "--store", path, ...args],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let log = "";
  const listening = Promise.withResolvers<string>();
  const logged = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      log += text;
      const url = /^Listening on (\S+),/m.exec(log)?.[1];
      if (url) listening.resolve(url);
    }
    listening.reject(new Error(log));
  })();
  const url = await listening.promise;
  const isReady = async () => {
    const response = await fetch(`${url}/health`);
    await response.body?.cancel();
    return response.status === 200;
  };
  return {
    url,
    path,
    child,
    log: () => log,
    async ready() {
      while (!await isReady()) await delay(20);
    },
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGTERM");
      } catch { /* it has ended */ }
      await child.status;
      await logged.catch(() => {});
    },
  };
}
