/**
 * One supervisor process: starts it, matches its reports to the jobs in flight, and stops it.
 *
 * @module
 */
import { type ErrorCode, VerifierError } from "../../errors.ts";
import { type Command, encodeCommand, FrameDecoder, type Report, type RunCommand } from "./frames.ts";
import { sandboxCommand, type SupervisorOptions, type Wall } from "./sandbox_command.ts";

/** What a supervisor reports when it starts. */
export interface Hello {
  /** Whether seccomp filters work. */
  readonly seccomp: boolean;
  /** Version of Landlock's interface; 0 where it does not work. */
  readonly landlock: number;
  /** Whether interpreters can be kept as snapshots. */
  readonly snapshots: boolean;
  /** Whether the memory of snapshots can be measured. */
  readonly proc: boolean;
  /** Python's version, such as `3.11.7`. */
  readonly python: string;
}

/** Counts of what a supervisor holds at the moment. */
export interface WorkerStats {
  /** Jobs that wait for a free place. */
  readonly queued: number;
  /** Jobs that are running. */
  readonly active: number;
  /** Interpreters forked ahead of their programs. */
  readonly pool: number;
  /** Snapshots held. */
  readonly kept: number;
  /** Memory that the snapshots hold at most, beyond what they share with the template. */
  readonly held_bytes: number;
  /** Processes that run or hold programs, interpreters forked ahead included. */
  readonly children: number;
  /** Descriptors on which programs may request a fork. */
  readonly listeners: number;
  /** Ids of those processes in the supervisor's own namespace. */
  readonly pids: readonly number[];
}

/** Options of {@linkcode Worker.start}. */
export interface WorkerOptions {
  /** Absolute path of the interpreter. */
  readonly python: string;
  /** Whether and how bubblewrap is used. */
  readonly wall: Wall;
  /** Passed to the supervisor. */
  readonly supervisor: SupervisorOptions;
}

/** The process ended while a job was in flight; another worker may run the job. */
export class WorkerEndedError extends Error {
  /** Same as the class. */
  override name = "WorkerEndedError";
}

const MAX_STDERR_LENGTH = 2000;
const FAILURE_CODES: readonly ErrorCode[] = ["sandbox_unavailable", "python_unavailable", "verifier_failed"];

/** A running supervisor. Dispose it to stop it. */
export class Worker implements AsyncDisposable {
  /** Resolves when a program can start without delay; rejects where that will never be. */
  readonly ready: Promise<void>;
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #hello = Promise.withResolvers<Hello>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #finished: Promise<unknown>;
  readonly #jobs = new Map<number, PromiseWithResolvers<Report>>();
  readonly #stats: PromiseWithResolvers<WorkerStats>[] = [];
  readonly #inBubblewrap: boolean;
  #lastId = 0;
  #stderr = "";
  #failure: Error | undefined;

  private constructor(process: Deno.ChildProcess, inBubblewrap: boolean) {
    this.#process = process;
    this.#inBubblewrap = inBubblewrap;
    this.#input = process.stdin.getWriter();
    this.ready = this.#ready.promise;
    this.ready.catch(() => {});
    this.#hello.promise.catch(() => {});
    this.#finished = Promise.all([this.#readErrors(), this.#readFrames()]);
  }

  /**
   * Starts a supervisor and waits until it has reported which layers work; it warms up afterwards.
   *
   * @throws {VerifierError} `sandbox_unavailable`, `python_unavailable` or `verifier_failed`
   */
  static async start(options: WorkerOptions): Promise<{ worker: Worker; hello: Hello }> {
    const { program, args, env } = sandboxCommand(options.python, options.wall, options.supervisor);
    const pipes = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    let process: Deno.ChildProcess;
    try {
      process = new Deno.Command(program, { args, env, clearEnv: true, cwd: "/", ...pipes }).spawn();
    } catch (cause) {
      const code = options.wall === "none" ? "python_unavailable" : "sandbox_unavailable";
      throw new VerifierError(code, `Cannot start ${program}: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
    const worker = new Worker(process, options.wall !== "none");
    try {
      return { worker, hello: await worker.#hello.promise };
    } catch (error) {
      await worker.close();
      throw error;
    }
  }

  /** Number of jobs in flight. */
  get load(): number {
    return this.#jobs.size;
  }

  /** Whether it accepts jobs. */
  get isAlive(): boolean {
    return this.#failure === undefined;
  }

  /** Process id of the supervisor, or of the bubblewrap around it. */
  get pid(): number {
    return this.#process.pid;
  }

  /**
   * Sends a job.
   *
   * @returns its id, by which its snapshot is named, and the promise of its report
   */
  submit(job: Omit<RunCommand, "op" | "id">): { id: number; report: Promise<Report> } {
    const id = ++this.#lastId;
    const pending = Promise.withResolvers<Report>();
    if (this.#failure) pending.reject(this.#failure);
    else {
      this.#jobs.set(id, pending);
      this.#send({ op: "run", id, ...job });
    }
    return { id, report: pending.promise };
  }

  /** Stops a job; its report rejects with `reason`. */
  cancel(id: number, reason: unknown): void {
    const pending = this.#jobs.get(id);
    if (!pending) return;
    this.#jobs.delete(id);
    pending.reject(reason);
    this.#send({ op: "cancel", id });
  }

  /** Removes the snapshot that a job left. */
  forget(id: number): void {
    this.#send({ op: "forget", id });
  }

  /** Requests the supervisor's counts. */
  stats(): Promise<WorkerStats> {
    const pending = Promise.withResolvers<WorkerStats>();
    if (this.#failure) pending.reject(this.#failure);
    else {
      this.#stats.push(pending);
      this.#send({ op: "stats" });
    }
    return pending.promise;
  }

  /** Stops the supervisor and every process below it. */
  async close(): Promise<void> {
    this.#fail(new WorkerEndedError("worker was closed"));
    // Closing its input stops it as well, in case it is not the leader of its group yet.
    await this.#input.close().catch(() => {});
    this.#killGroup();
    await this.#finished;
  }

  /** See {@linkcode Worker.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #send(command: Command): void {
    if (this.#failure) return;
    this.#input.write(encodeCommand(command)).catch(() => {}); // a broken pipe shows as the end of stdout
  }

  async #readErrors(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#process.stderr) {
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true })).slice(-MAX_STDERR_LENGTH);
    }
  }

  async #readFrames(): Promise<void> {
    const decoder = new FrameDecoder();
    try {
      for await (const chunk of this.#process.stdout) {
        for (const frame of decoder.push(chunk)) {
          if ("notice" in frame) this.#onNotice(frame.notice);
          else {
            this.#jobs.get(frame.id)?.resolve(frame.report);
            this.#jobs.delete(frame.id);
          }
        }
      }
    } catch (cause) {
      this.#fail(new WorkerEndedError("worker sent what is no frame", { cause }));
    }
    this.#killGroup();
    const status = await this.#process.status;
    this.#fail(new WorkerEndedError(`worker ended (${status.signal ?? `exit ${status.code}`}) ${this.#stderr}`.trim()));
    await this.#input.close().catch(() => {});
  }

  #onNotice(notice: Readonly<Record<string, unknown>>): void {
    if ("hello" in notice) this.#hello.resolve(notice.hello as Hello);
    else if ("ready" in notice) this.#ready.resolve();
    else if ("stats" in notice) this.#stats.shift()?.resolve(notice.stats as WorkerStats);
    else if ("failed" in notice) {
      const code = FAILURE_CODES.find((known) => known === notice.failed) ?? "verifier_failed";
      const error = new VerifierError(code, `Cannot run programs: ${notice.reason}`);
      // An internal error ends this supervisor alone: another worker may run its jobs.
      this.#fail(code === "verifier_failed" ? new WorkerEndedError(error.message) : error);
    }
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#hello.reject(error);
    this.#ready.reject(error);
    for (const pending of [...this.#jobs.values(), ...this.#stats]) {
      pending.promise.catch(() => {});
      pending.reject(error);
    }
    this.#jobs.clear();
    this.#stats.length = 0;
  }

  /** Without namespaces, programs may outlive a killed supervisor; they are in its session. */
  #killGroup(): void {
    const { pid } = this.#process;
    for (const target of this.#inBubblewrap ? [pid] : [-pid, ...otherGroups(pid)]) {
      try {
        Deno.kill(target, "SIGKILL");
      } catch {
        // Nothing was left.
      }
    }
  }
}

/** Process groups of a session but its leader's, negative as `kill` wants them; none where /proc does not say. */
function otherGroups(session: number): Set<number> {
  const groups = new Set<number>();
  try {
    for (const { name } of Deno.readDirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
        const [, , group, of] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
        if (of === session && group !== session) groups.add(-group);
      } catch {
        // It ended meanwhile.
      }
    }
  } catch {
    // No /proc, so no snapshots, which alone have groups of their own.
  }
  return groups;
}
