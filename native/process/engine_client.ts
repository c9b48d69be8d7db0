/**
 * An engine in a child process. A failed assertion of llama.cpp ends that process, not this one: it is started again and
 * the requests in work are sent again. Results depend on seeds, not on when they were computed.
 *
 * @module
 */
import { resolve as resolvePath } from "node:path";
import { type Candidate, PolicyError } from "@rstar/core";
import { type EngineMessage, type EngineReply, errorFromData } from "./engine_messages.ts";
import { EngineChild } from "./engine_handle.ts";
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

/** Deaths of the process without a request finished in between that end the requests in work. */
const MAX_DEATHS = 3;

/** Options of an {@linkcode EngineClient}. */
export interface EngineClientOptions {
  /** Told what is fetched for the library. */
  readonly onProgress?: (line: string) => void;
  /** Path of llama.cpp's libllama, or of its folder. Default: npm's prebuilt package of this platform. */
  readonly libraryPath?: string;
  /**
   * What computes; all layers of a model go there, unless it says otherwise. `auto`: a GPU that the library at `libraryPath`
   * has, or that is found here. Default `cpu`.
   */
  readonly accelerator?: AcceleratorWish;
  /** Environment variables of the process besides those of this one. */
  readonly env?: Readonly<Record<string, string>>;
}

interface PendingCall {
  readonly message: EngineMessage;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type LoadMessage = Extract<EngineMessage, { method: "loadModel" }>;
type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

/** The same as `Engine`, in a process of its own that starts with the first call. Dispose it: the process ends then. */
export class EngineClient implements EnginePort {
  readonly #options: EngineClientOptions;
  readonly #pending = new Map<number, PendingCall>();
  readonly #models = new Map<string, LoadMessage>();
  #child: EngineChild | null = null;
  #nextId = 1;
  #deaths = 0;
  #closed = false;

  /** A client whose process starts with the first call. */
  constructor(options: EngineClientOptions = {}) {
    this.#options = options;
  }

  /** Number of the process; null before the first call and while none runs. */
  get processId(): number | null {
    return this.#child?.processId ?? null;
  }

  /** See {@linkcode EnginePort.loadModel}. */
  async loadModel(path: string, options: EngineModelOptions = {}): Promise<ModelInfo> {
    const message = { method: "loadModel", path: resolvePath(path), options } as const;
    const info = await this.#call<ModelInfo>(message);
    this.#models.set(info.model, { ...message, id: 0 });
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
  countTokens(request: CountRequest): Promise<number> {
    return this.#call<number>({ method: "countTokens", request });
  }

  /** See {@linkcode EnginePort.stats}. The counters start again with the process. */
  stats(): Promise<EngineStats> {
    return this.#call<EngineStats>({ method: "stats" });
  }

  #call<Result>(message: DistributiveOmit<EngineMessage, "id">, { signal }: CallOptions = {}): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (this.#closed) return reject(new PolicyError("engine_failed", "Cannot decode as the engine was closed"));
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
        this.#child?.send({ id, method: "abort" });
        call.reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort);
      this.#pending.set(id, call);
      if (this.#child === null) this.#start();
      else this.#child.send(call.message);
    });
  }

  /** Starts the process, tells it the models and sends all requests in work. The process loads before it decodes. */
  #start(): void {
    let child: EngineChild;
    try {
      child = new EngineChild({ ...this.#options, onReply: (reply) => this.#receive(reply) });
    } catch (cause) {
      const error = new PolicyError("engine_failed", "Cannot start the engine as no process can be made", { cause });
      return this.#failAll(error);
    }
    this.#child = child;
    void child.ended.then((reason) => {
      if (this.#child === child) this.#died(reason);
    });
    for (const message of this.#models.values()) child.send(message);
    for (const { message } of this.#pending.values()) child.send(message);
  }

  #receive(reply: EngineReply): void {
    if ("progress" in reply) return this.#options.onProgress?.(reply.progress);
    const call = this.#pending.get(reply.id);
    if (call === undefined) return; // aborted meanwhile, or a model that was loaded again
    if (call.message.method !== "stats") this.#deaths = 0;
    if ("error" in reply) call.reject(errorFromData(reply.error));
    else call.resolve(reply.result);
  }

  #died(reason: string): void {
    this.#child = null;
    this.#deaths++;
    if (this.#deaths >= MAX_DEATHS) {
      const times = `${this.#deaths} times without finishing a request`;
      this.#deaths = 0; // the next call tries again
      this.#failAll(
        new PolicyError("engine_failed", `Cannot decode as the engine's process ended ${times}: ${reason}`),
      );
    } else if (this.#pending.size > 0) this.#start();
  }

  #failAll(error: PolicyError): void {
    for (const call of [...this.#pending.values()]) call.reject(error);
  }

  /** Ends all requests and the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#failAll(new PolicyError("engine_failed", "Cannot finish the request as the engine was closed"));
    const child = this.#child;
    this.#child = null;
    await child?.[Symbol.asyncDispose]();
  }
}
