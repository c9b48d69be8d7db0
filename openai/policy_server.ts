/**
 * Starts a server of an OpenAI-compatible API on this machine, waits until it is ready, and ends it with all its children.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { eachLine } from "@rstar/system";

/** How a server is started, and how long it may take. */
export interface PolicyServerOptions {
  /** Program and arguments; each `{model}` in them is replaced: `["vllm", "serve", "{model}", "--port", "8000"]`. */
  readonly command: readonly string[];
  /** Replaces `{model}`: a path or a name. */
  readonly model: string;
  /** Base URL at which it will answer, with the version, such as `http://localhost:8000/v1`. */
  readonly url: string;
  /** Longest time until it is ready; loading a large model is slow. Default 1 800 000. */
  readonly readyTimeoutMs?: number;
  /** Time between SIGTERM and SIGKILL. Default 30 000. */
  readonly graceMs?: number;
  /** Gets each line that it writes to stderr. Default: ignored. */
  readonly onLine?: (line: string) => void;
  /** Ends the wait, and the server with it. Has no effect once the server is ready. */
  readonly signal?: AbortSignal;
}

/** A running server. Dispose it to end its process group: by SIGTERM, and by SIGKILL when that is not enough. */
export interface PolicyServer extends AsyncDisposable {
  /** The base URL that it answers at. */
  readonly url: string;
  /** Resolves when it has ended: with the last line of its stderr, or else its exit code in words. */
  readonly ended: Promise<string>;
}

const POLL_MS = 200;
const POLL_TIMEOUT_MS = 5000;

/**
 * Starts a server, with the environment of this process, and waits until `GET {url}/models` answers.
 *
 * @throws {RstarError} `job_failed` when it cannot be started, ends early or is not ready in time, or when something already
 * answers at the URL
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
  // A process group of its own, so that its children, which may hold a GPU, are ended with it.
  const child = new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "piped", detached: true })
    .spawn();
  const kill = (signal: Deno.Signal): void => {
    try {
      Deno.kill(-child.pid, signal);
    } catch {
      // No process of the group is left.
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

/** Whether a server has loaded its models; llama-server answers `/models` earlier, but `/health` with 503 until then. */
async function isReady(url: string, signal?: AbortSignal): Promise<boolean> {
  return await statusOf(`${url}/models`, signal) === 200 &&
    await statusOf(`${url.replace(/\/v\d+\/?$/, "")}/health`, signal) !== 503;
}

/** The HTTP status of a URL; 0 when nothing answers. */
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
