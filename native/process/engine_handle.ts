/**
 * One child process that runs an engine: its pipes, and how it ended.
 *
 * @module
 */
import { tail } from "@rstar/system";
import { decodeFrames, encodeFrame, type EngineMessage, type EngineReply } from "./engine_messages.ts";
import type { AcceleratorWish } from "../library/accelerator.ts";

/** How long a process gets to end by itself when its stdin was closed. */
const END_MS = 4_000;

/** Options of an {@linkcode EngineChild}. */
export interface EngineChildOptions {
  /** Called with each message of the process. */
  readonly onReply: (reply: EngineReply) => void;
  /** Path of llama.cpp's libllama; default: npm's. */
  readonly libraryPath?: string;
  /** What computes; default `cpu`. */
  readonly accelerator?: AcceleratorWish;
  /** Environment variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running engine process. */
export class EngineChild implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #onReply: (reply: EngineReply) => void;
  #stderr = "";

  /** Resolves, never rejects, when the process has ended and all its messages were read: why it ended, in a few words. */
  readonly ended: Promise<string>;

  /**
   * Starts a process.
   *
   * @throws {Error} when none can be started
   */
  constructor(options: EngineChildOptions) {
    this.#onReply = options.onReply;
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all",
        "--no-prompt",
        import.meta.resolve("./engine_main.ts"),
        options.libraryPath ?? "",
        options.accelerator ?? "cpu",
      ],
      // Without it ggml starts a debugger on the process when an assertion fails.
      env: { GGML_NO_BACKTRACE: "1", ...options.env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#writer.closed.catch(() => {}); // a broken pipe shows as the process's end
    this.ended = this.#read();
  }

  /** Number of the process. */
  get processId(): number {
    return this.#process.pid;
  }

  /** Sends a message. What cannot be sent is lost with the process. */
  send(message: EngineMessage): void {
    this.#writer.write(encodeFrame(message)).catch(() => {});
  }

  async #read(): Promise<string> {
    let broken = "";
    const [status] = await Promise.all([
      this.#process.status,
      this.#readStderr(),
      this.#readReplies().catch((error) => {
        broken = error instanceof Error ? error.message : String(error);
        this.#kill();
      }),
    ]);
    await this.#writer.close().catch(() => {});
    const how = broken || (status.signal ? `signal ${status.signal}` : `exit code ${status.code}`);
    const lastLine = this.#stderr.trim().split("\n").at(-1);
    return lastLine ? `${how}, ${lastLine}` : how;
  }

  async #readReplies(): Promise<void> {
    for await (const reply of decodeFrames<EngineReply>(this.#process.stdout)) this.#onReply(reply);
  }

  async #readStderr(): Promise<void> {
    await tail(this.#process.stderr, (kept) => this.#stderr = kept);
  }

  #kill(): void {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  }

  /** Closes stdin, which ends the process; kills it when it does not end. */
  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.#kill(), END_MS);
    await this.#writer.close().catch(() => {});
    await this.ended;
    clearTimeout(timer);
  }
}
