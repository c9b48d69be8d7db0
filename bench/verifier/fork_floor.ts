/**
 * The floor under the verifier as a process: `fork_floor.py` with the verifier's interpreter, flags and environment.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { PYTHON_ENVIRONMENT } from "@rstar/core";
import { PYTHON_ROOT } from "@rstar/solver";

const PROGRAM = fileURLToPath(new URL("./fork_floor.py", import.meta.url));

/** A warmed interpreter that forks for each source and does nothing else. Without a sandbox: for one's own sources. */
export class ForkFloor implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #requests: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #answers: ReadableStreamDefaultReader<string>;

  /** Starts it with the interpreter `python`; the first run waits until it is warm. */
  constructor(python: string) {
    this.#process = new Deno.Command(python, {
      args: ["-s", "-P", "-B", PROGRAM, PYTHON_ROOT],
      env: { ...PYTHON_ENVIRONMENT },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#requests = this.#process.stdin.getWriter();
    this.#answers = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** What each of `sources` printed, `atOnce` of them run at a time. One call at a time. */
  async run(sources: readonly string[], atOnce: number): Promise<string[]> {
    const request = JSON.stringify({ sources, at_once: atOnce });
    await this.#requests.write(new TextEncoder().encode(`${request}\n`));
    let line = "";
    while (!line.endsWith("\n")) {
      const { done, value } = await this.#answers.read();
      if (done) throw new Error("Cannot measure as the process that forks has ended");
      line += value;
    }
    return JSON.parse(line);
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#requests.close();
    await this.#answers.cancel();
    await this.#process.status;
  }
}
