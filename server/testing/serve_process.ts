/**
 * `serve` in a process of its own, for tests, measurements and pictures of the real thing.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** A server that runs until it is disposed of. */
export interface ServeProcess extends AsyncDisposable {
  /** Where it listens. */
  readonly url: string;
  /** Its store. */
  readonly path: string;
  /** Its process. */
  readonly child: Deno.ChildProcess;
  /** What it has written to stderr so far. */
  log(): string;
  /** Resolves once its model is loaded. */
  ready(): Promise<void>;
}

/**
 * Starts `serve` on a free port, and waits until it listens.
 *
 * @param args further arguments
 * @param store its store; a new one without
 * @throws {Error} what it wrote, where it ends instead
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
