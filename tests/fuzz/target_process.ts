/**
 * A target in a process of its own, which is started again when an input has ended it.
 *
 * @module
 */
import { tail } from "@rstar/system";
import type { Outcome } from "./target.ts";

/** An input that takes longer has no end. */
const HANG_MS = 15_000;

/** Options of a {@linkcode TargetProcess}. */
export interface TargetProcessOptions {
  /** Whether outcomes tell their path, which slows the code down. */
  readonly coverage: boolean;
  /** Time after which an input is said to hang, ms. Default 15 000. */
  readonly hangMs?: number;
}

/** Runs the inputs of one target, one at a time. */
export class TargetProcess implements AsyncDisposable {
  readonly #args: readonly string[];
  readonly #hangMs: number;
  #child: Deno.ChildProcess | undefined;
  #writer!: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #lines!: AsyncIterator<string>;
  #stderr = Promise.resolve("");

  /**
   * Starts nothing before the first input.
   *
   * @param module the URL of the target's file
   */
  constructor(module: string, { coverage, hangMs = HANG_MS }: TargetProcessOptions) {
    this.#hangMs = hangMs;
    this.#args = [module, ...(coverage ? ["coverage"] : [])];
  }

  /** What comes of an input; the end of the process and no end at all are defects. */
  async run(input: Uint8Array): Promise<Outcome> {
    if (!this.#child) this.#start();
    const { promise: hung, resolve } = Promise.withResolvers<"hung">();
    const timer = setTimeout(resolve, this.#hangMs, "hung");
    await this.#writer.write(new TextEncoder().encode(`${input.toBase64()}\n`)).catch(() => {}); // it says below how it ended
    const answer = await Promise.race([this.#lines.next(), hung]);
    clearTimeout(timer);
    if (answer !== "hung" && !answer.done) return JSON.parse(answer.value) as Outcome;
    const { signal, code, stderr } = await this.#end(answer === "hung");
    const defect = answer === "hung"
      ? `hangs: no end within ${this.#hangMs} ms`
      : `crash: ${signal ?? `exit code ${code}`}, ${stderr.trim().split("\n").at(-1)}`;
    return { ms: answer === "hung" ? this.#hangMs : 0, defect, path: [] };
  }

  /** Ends the process, which removes its files. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#child) return;
    await this.#writer.close().catch(() => {});
    await this.#end(false);
  }

  #start(): void {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        ...[
          "run",
          "-A",
          "--quiet",
          "--no-prompt",
          "--lock=tests.lock",
          "--frozen",
          "--v8-flags=--max-old-space-size=1500",
        ],
        ...[import.meta.resolve("./fuzz_child.ts"), ...this.#args],
      ],
      env: { GGML_NO_BACKTRACE: "1", NO_COLOR: "1" },
      cwd: new URL("../..", import.meta.url),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#lines = lines(this.#child.stdout);
    this.#stderr = tail(this.#child.stderr);
  }

  async #end(kill: boolean): Promise<{ signal: string | null; code: number; stderr: string }> {
    const child = this.#child!;
    this.#child = undefined;
    if (kill) child.kill("SIGKILL");
    const { signal, code } = await child.status;
    await this.#writer.abort().catch(() => {});
    await this.#lines.return?.();
    return { signal, code, stderr: await this.#stderr };
  }
}

/** The lines of a stream, each as soon as it is whole. */
export async function* lines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const whole = (rest + text).split("\n");
    rest = whole.pop()!;
    yield* whole;
  }
}
