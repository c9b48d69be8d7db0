/**
 * The lower bound of the verifier's cost as a process: `fork_floor.py` with the verifier's interpreter, flags and
 * environment.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { PYTHON_ENVIRONMENT } from "@rstar/core/verifier";
import { PYTHON_ROOT } from "@rstar/solver";

const PROGRAM = fileURLToPath(new URL("./fork_floor.py", import.meta.url));

/** A warmed-up interpreter that forks for each source and does nothing else. It has no sandbox: trusted sources only. */
export class ForkFloor implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #requests: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #answers: ReadableStreamDefaultReader<string>;

  /** Starts the interpreter at the path `python`; the first run waits until it is warmed up. */
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

  /** The output of each of `sources`, of which `atOnce` run at the same time. Calls must not overlap. */
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
