/**
 * The parent's side of one engine process: starts it, exchanges messages over its pipes, reports how it ended.
 *
 * @module
 */
import { tail } from "@rstar/system";
import { decodeFrames, encodeFrame, type EngineMessage, type EngineReply } from "./engine_messages.ts";
import { Watchdog } from "./watchdog.ts";
import type { AcceleratorWish } from "../library/accelerator.ts";

/** Time between closing stdin of a process and killing it. */
const END_MS = 4_000;

/** Seconds without progress after which an engine counts as hung: a large model's batch takes minutes on a CPU. */
const TIMEOUT_SECONDS = 600;

/** Options of an {@linkcode EngineHandle}. */
export interface EngineHandleOptions {
  /** Gets each message of the process, in order. */
  readonly onReply: (reply: EngineReply) => void;
  /** Path of llama.cpp's libllama, or of its folder. Default: npm's prebuilt package. */
  readonly libraryPath?: string;
  /** What computes. Default `cpu`. */
  readonly accelerator?: AcceleratorWish;
  /**
   * Seconds without progress, that is without a batch decoded, after which the process is killed while it has work. One that shows no sign of life at all is killed after 30 s, or `timeout` where that is less. Default 600.
   */
  readonly timeout?: number;
  /** Environment variables, in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running engine process. Owns it: dispose the handle to end the process. */
export class EngineHandle implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #onReply: (reply: EngineReply) => void;
  readonly #watchdog: Watchdog;
  /** What the process has not answered yet, by id. */
  readonly #open = new Map<number, EngineMessage["method"]>();
  #stderr = "";
  #hang = "";

  /** Resolves, and never rejects, when the process has ended and all its messages were read: why, in a few words. */
  readonly ended: Promise<string>;

  /**
   * Starts a process with this program's Deno.
   *
   * @throws {Error} when it cannot be started
   */
  constructor(options: EngineHandleOptions) {
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
    this.#writer.closed.catch(() => {}); // a broken pipe means that the process has ended
    this.#watchdog = new Watchdog({
      timeout: options.timeout ?? TIMEOUT_SECONDS,
      state: () => this.#open.size === 0 ? "idle" : this.#isLoading ? "blocked" : "working",
      onHang: (reason) => {
        this.#hang = reason;
        this.#kill();
      },
    });
    this.ended = this.#read();
  }

  /** The operating system's id of the process. */
  get processId(): number {
    return this.#process.pid;
  }

  get #isLoading(): boolean {
    return [...this.#open.values()].includes("loadModel");
  }

  /** Sends a message. It is dropped where the process has ended. */
  send(message: EngineMessage): void {
    if (message.method === "abort") this.#open.delete(message.id);
    else this.#open.set(message.id, message.method);
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
    this.#watchdog[Symbol.dispose]();
    await this.#writer.close().catch(() => {});
    const how = this.#hang || broken || (status.signal ? `signal ${status.signal}` : `exit code ${status.code}`);
    const lastLine = this.#stderr.trim().split("\n").at(-1);
    return lastLine ? `${how}, ${lastLine}` : how;
  }

  async #readReplies(): Promise<void> {
    for await (const reply of decodeFrames<EngineReply>(this.#process.stdout)) {
      this.#watchdog.alive();
      if ("batches" in reply) this.#watchdog.progress(reply.batches);
      if ("id" in reply) this.#answered(reply.id);
      this.#onReply(reply);
    }
  }

  #answered(id: number): void {
    const method = this.#open.get(id);
    this.#open.delete(id);
    if (method === "generate" || method === "score") this.#watchdog.progress(); // counts are told while a batch hangs, too
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

  /** Closes stdin, which ends the process; kills it when it has not ended after four seconds, or cannot notice. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isLoading || this.#watchdog.isDoubtful) this.#kill();
    const timer = setTimeout(() => this.#kill(), END_MS);
    await this.#writer.close().catch(() => {});
    await this.ended;
    clearTimeout(timer);
  }
}
