/**
 * The engine in a child process, as its user sees it: an engine that survives crashes of llama.cpp.
 *
 * A failed assertion of llama.cpp ends the child, not this process: the child is started again and unfinished requests are
 * sent again. Results depend on seeds, not on when they were computed.
 *
 * @module
 */
import { resolve as resolvePath } from "node:path";
import { type Candidate, PolicyError } from "@rstar/core";
import { type EngineMessage, type EngineReply, errorFromData } from "./engine_messages.ts";
import { EngineHandle } from "./engine_handle.ts";
import type { AcceleratorWish } from "../library/accelerator.ts";
import type {
  CallOptions,
  CountRequest,
  EngineModelOptions,
  EnginePort,
  EngineStats,
  GenerateRequest,
  ModelInfo,
  ScoreRequest,
} from "../engine/engine_port.ts";

/** After so many exits of the child without a finished request in between, all requests are rejected. */
const MAX_EXITS = 3;

/** Options of an {@linkcode EngineClient}. */
export interface EngineClientOptions {
  /** Gets each line that the download of the library prints. */
  readonly onProgress?: (line: string) => void;
  /** Path of llama.cpp's libllama, or of its folder. Default: npm's prebuilt package of this platform. */
  readonly libraryPath?: string;
  /**
   * What computes. All layers of a model go there unless its options say otherwise. `auto`: a GPU that the library at
   * `libraryPath` supports or that this machine has, else the CPU. Default `cpu`.
   */
  readonly accelerator?: AcceleratorWish;
  /**
   * Seconds in which the engine decodes no batch and answers nothing, while it has work, after which it is started again. One
   * without any sign of life is started again after 30 s, or `timeout` where that is less. Default 600.
   */
  readonly timeout?: number;
  /** Environment variables of the child, in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

interface PendingCall {
  readonly message: EngineMessage;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type LoadMessage = Omit<Extract<EngineMessage, { method: "loadModel" }>, "id">;
type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

/** An `Engine` in a child process, which starts with the first call and ends when this is disposed. */
export class EngineClient implements EnginePort {
  readonly #options: EngineClientOptions;
  readonly #pending = new Map<number, PendingCall>();
  readonly #models = new Map<string, LoadMessage>();
  #handle: EngineHandle | null = null;
  #nextId = 1;
  #exits = 0;
  #closing: Promise<void> | null = null;

  /** Starts nothing yet. */
  constructor(options: EngineClientOptions = {}) {
    this.#options = options;
  }

  /** Process id of the child; null while none runs. */
  get processId(): number | null {
    return this.#handle?.processId ?? null;
  }

  /** See {@linkcode EnginePort.loadModel}. */
  async loadModel(path: string, options: EngineModelOptions = {}): Promise<ModelInfo> {
    const message = { method: "loadModel", path: resolvePath(path), options } as const;
    const info = await this.#call<ModelInfo>(message);
    this.#models.set(info.model, message);
    return info;
  }

  /** See {@linkcode EnginePort.generate}. */
  generate(request: GenerateRequest, options: CallOptions = {}): Promise<Candidate[]> {
    return this.#call<Candidate[]>({ method: "generate", request }, options);
  }

  /** See {@linkcode EnginePort.score}. */
  score(request: ScoreRequest, options: CallOptions = {}): Promise<number[]> {
    return this.#call<number[]>({ method: "score", request }, options);
  }

  /** See {@linkcode EnginePort.countTokens}. */
  countTokens(request: CountRequest, options: CallOptions = {}): Promise<number> {
    return this.#call<number>({ method: "countTokens", request }, options);
  }

  /** See {@linkcode EnginePort.stats}. The counters are zero again after a restart of the child. */
  stats(options: CallOptions = {}): Promise<EngineStats> {
    return this.#call<EngineStats>({ method: "stats" }, options);
  }

  #call<Result>(message: DistributiveOmit<EngineMessage, "id">, { signal }: CallOptions = {}): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (this.#closing) return reject(new PolicyError("engine_failed", "Cannot decode as the engine was closed"));
      const id = this.#nextId++;
      const settle = <T>(end: (value: T) => void) => (value: T): void => {
        this.#pending.delete(id);
        signal?.removeEventListener("abort", abort);
        end(value);
      };
      const call: PendingCall = {
        message: { ...message, id } as EngineMessage,
        resolve: settle((result) => resolve(result as Result)),
        reject: settle(reject),
      };
      const abort = (): void => {
        this.#handle?.send({ id, method: "abort" });
        call.reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort);
      this.#pending.set(id, call);
      if (this.#handle === null) this.#start();
      else this.#handle.send(call.message);
    });
  }

  /** Starts a child, and sends it the models and all unfinished requests, in this order. */
  #start(): void {
    let handle: EngineHandle;
    try {
      handle = new EngineHandle({ ...this.#options, onReply: (reply) => this.#receive(reply) });
    } catch (cause) {
      const error = new PolicyError("engine_failed", "Cannot start the engine as no process can be made", { cause });
      return this.#failAll(error);
    }
    this.#handle = handle;
    void handle.ended.then((reason) => {
      if (this.#handle === handle) this.#restart(reason);
    });
    for (const message of this.#models.values()) handle.send({ ...message, id: this.#nextId++ });
    for (const { message } of this.#pending.values()) handle.send(message);
  }

  #receive(reply: EngineReply): void {
    if ("progress" in reply) return this.#options.onProgress?.(reply.progress);
    if ("batches" in reply) return;
    const call = this.#pending.get(reply.id);
    if (call === undefined) return; // it was aborted, or it loaded a model again after a restart
    if (call.message.method !== "stats") this.#exits = 0;
    if ("error" in reply) call.reject(errorFromData(reply.error));
    else call.resolve(reply.result);
  }

  #restart(reason: string): void {
    this.#handle = null;
    this.#exits++;
    if (this.#exits >= MAX_EXITS) {
      const times = `${this.#exits} times without finishing a request`;
      this.#exits = 0; // the next call may start a child again
      this.#failAll(
        new PolicyError("engine_failed", `Cannot decode as the engine's process ended ${times}: ${reason}`),
      );
    } else if (this.#pending.size > 0) this.#start();
  }

  #failAll(error: PolicyError): void {
    for (const call of [...this.#pending.values()]) call.reject(error);
  }

  /** Rejects all requests with `engine_failed` and ends the child. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    const ended = handle?.[Symbol.asyncDispose]();
    this.#failAll(new PolicyError("engine_failed", "Cannot finish the request as the engine was closed"));
    await ended;
  }
}
