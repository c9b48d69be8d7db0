import { RstarError } from "@rstar/core";
import { eachLine } from "@rstar/system";

/** A command that serves a model to an `OpenAiPolicy`. */
export interface PolicyServerOptions {
  /** Program and arguments; each `{model}` in them is replaced: `["vllm", "serve", "{model}", "--port", "8000"]`. */
  readonly command: readonly string[];
  /** What `{model}` stands for: a path or a name. */
  readonly model: string;
  /** Base URL at which it will answer, such as `http://localhost:8000/v1`. */
  readonly url: string;
  /** It must be ready by then: loading takes long. Default 1 800 000. */
  readonly readyTimeoutMs?: number;
  /** Time it has to end by itself. Default 30 000. */
  readonly graceMs?: number;
  /** Gets each line that it writes to stderr. Default: ignored. */
  readonly onLine?: (line: string) => void;
  /** Ends the wait, and the server with it. Once it is ready the signal does nothing. */
  readonly signal?: AbortSignal;
}

/** A server that runs. Dispose it: SIGTERM, and SIGKILL when it does not end; its child processes go with it. */
export interface PolicyServer extends AsyncDisposable {
  /** Base URL. */
  readonly url: string;
  /** Resolves with the last line of its stderr, or with its exit code, when it has ended. */
  readonly ended: Promise<string>;
}

const POLL_MS = 200;
const POLL_TIMEOUT_MS = 5000;

/**
 * Starts a server and waits until `GET {url}/models` answers. It has the environment of this process.
 *
 * @throws {RstarError} `job_failed` when it cannot be started, ends early, is not ready in time, or when something answers at the
 * URL before it is started
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function startPolicyServer(options: PolicyServerOptions): Promise<PolicyServer> {
  const { url, signal, readyTimeoutMs = 1_800_000 } = options;
  const command = options.command.map((word) => word.replaceAll("{model}", options.model));
  const failure = (reason: string, cause?: unknown): RstarError =>
    new RstarError("job_failed", `Cannot serve a policy by ${command.join(" ")}: ${reason}`, { cause });
  signal?.throwIfAborted();
  if (await isReady(url, signal)) throw failure(`something answers at ${url} already`);
  let server: PolicyServer;
  try {
    server = spawn(command, options);
  } catch (cause) {
    throw failure((cause as Error).message, cause);
  }
  try {
    const early = server.ended.then((reason) => Promise.reject(failure(reason)));
    const deadline = Date.now() + readyTimeoutMs;
    while (!await Promise.race([isReady(url, signal), early])) {
      if (Date.now() > deadline) throw failure(`${url}/models did not answer within ${readyTimeoutMs} ms`);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const pause = new Promise((resolve) => timer = setTimeout(resolve, POLL_MS));
      await Promise.race([pause, early]).finally(() => clearTimeout(timer));
    }
    return server;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

function spawn([program, ...args]: readonly string[], options: PolicyServerOptions): PolicyServer {
  const { url, graceMs = 30_000, onLine = () => {} } = options;
  // A process group of its own: what it starts, which may hold a GPU, is ended with it.
  const child = new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "piped", detached: true })
    .spawn();
  const kill = (signal: Deno.Signal): void => {
    try {
      Deno.kill(-child.pid, signal);
    } catch {
      // Nothing of the group is left.
    }
  };
  const killAll = (): void => kill("SIGKILL");
  globalThis.addEventListener("unload", killAll);
  let lastLine = "";
  const read = eachLine(child.stderr, (line) => {
    onLine(line);
    if (line.trim() !== "") lastLine = line.trim();
  });
  const ended = (async () => {
    const { code } = await child.status;
    globalThis.removeEventListener("unload", killAll);
    killAll();
    await read;
    return lastLine || `it ended with exit code ${code}`;
  })();
  return {
    url,
    ended,
    async [Symbol.asyncDispose]() {
      kill("SIGTERM");
      const timer = setTimeout(killAll, graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Whether a server knows its models and has loaded them; llama-server answers `/models` before, but `/health` with 503. */
async function isReady(url: string, signal?: AbortSignal): Promise<boolean> {
  return await statusOf(`${url}/models`, signal) === 200 &&
    await statusOf(`${url.replace(/\/v\d+\/?$/, "")}/health`, signal) !== 503;
}

/** The status that a URL answers with; 0 when nothing answers. */
async function statusOf(url: string, signal?: AbortSignal): Promise<number> {
  const limit = AbortSignal.timeout(POLL_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
    await response.body?.cancel();
    return response.status;
  } catch {
    signal?.throwIfAborted();
    return 0;
  }
}
