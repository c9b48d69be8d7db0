/**
 * The page's client of the API.
 *
 * @module
 */
import type { TraceLine } from "@rstar/core/search";
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { SolveProgress } from "../solve/solve_event.ts";
import type { SolveRecord } from "../solve/solve_record.ts";
import type { SolveRequest } from "../solve/solve_request.ts";

/** The fields of a request that the page's form has. */
export type Question = Pick<SolveRequest, "question" | "rollouts" | "trees" | "preset">;

/** Receives the events of a search. */
export interface SolveListener {
  /** The search was accepted, under this id. */
  queued(id: string): void;
  trace(line: TraceLine): void;
  progress(progress: SolveProgress): void;
  /** The search has ended, also where it failed. */
  end(record: SolveRecord): void;
}

/** Calls the server that served the page. Every method throws an `Error` with the server's message and `status`. */
export class ServerClient {
  readonly #key: () => string;

  /** `key` is called for each request; an empty key is not sent. */
  constructor(key: () => string) {
    this.#key = key;
  }

  /** Starts a search and resolves when it has ended. Aborting `signal` closes the connection, which cancels it. */
  async solve(question: Question, listener: SolveListener, signal: AbortSignal): Promise<void> {
    const response = await this.#fetch("/v1/solve", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...question, stream: true }),
      signal,
    });
    const events = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    const reader = events.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const { event, data } = next.value;
      const value = JSON.parse(data);
      if (event === "queued") listener.queued(value.id);
      if (event === "trace") listener.trace(value);
      if (event === "progress") listener.progress(value);
      if (event === "end") listener.end(value);
    }
  }

  /** The 30 latest searches, the newest first. */
  async latest(): Promise<SolveRecord[]> {
    const { data } = await (await this.#fetch("/v1/solves?limit=30")).json();
    return data;
  }

  /** A search that need not have ended, and its trace so far. */
  async past(id: string): Promise<{ readonly record: SolveRecord; readonly trace: TraceLine[] }> {
    const [record, trace] = await Promise.all([
      this.#fetch(`/v1/solves/${encodeURIComponent(id)}`).then((response) => response.json()),
      this.#fetch(`/v1/solves/${encodeURIComponent(id)}/tree`).then((response) => response.text()),
    ]);
    return { record, trace: trace.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line)) };
  }

  /** Cancels a search, which then ends with what it has found. */
  async cancel(id: string): Promise<void> {
    await this.#fetch(`/v1/solves/${encodeURIComponent(id)}`, { method: "DELETE" });
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const key = this.#key();
    const headers = new Headers(init.headers);
    if (key !== "") headers.set("authorization", `Bearer ${key}`);
    const response = await fetch(path, { ...init, headers });
    if (response.ok) return response;
    const { error } = await response.json().catch(() => ({ error: { message: `${response.status}` } }));
    throw Object.assign(new Error(error.message), { status: response.status });
  }
}
