import type { TraceLine } from "@rstar/core/search";
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { SolveProgress } from "../solve/solve_event.ts";
import type { SolveRecord } from "../solve/solve_record.ts";
import type { SolveRequest } from "../solve/solve_request.ts";

/** What the page asks for. */
export type Question = Pick<SolveRequest, "question" | "rollouts" | "trees" | "preset">;

/** What the server tells of a search. */
export interface SolveListener {
  /** It was taken on. */
  queued(id: string): void;
  /** The next line of its trace. */
  trace(line: TraceLine): void;
  /** Where it stands. */
  progress(progress: SolveProgress): void;
  /** What it came to. */
  end(record: SolveRecord): void;
}

/** The server that the page came from. */
export class ServerClient {
  readonly #key: () => string;

  /** `key` gives the API key; empty where none is needed. */
  constructor(key: () => string) {
    this.#key = key;
  }

  /** Searches; resolves when the search has ended. Aborting `signal` ends it. */
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

  /** The latest searches. */
  async latest(): Promise<SolveRecord[]> {
    const { data } = await (await this.#fetch("/v1/solves?limit=30")).json();
    return data;
  }

  /** A search and its trace so far. */
  async past(id: string): Promise<{ readonly record: SolveRecord; readonly trace: TraceLine[] }> {
    const [record, trace] = await Promise.all([
      this.#fetch(`/v1/solves/${encodeURIComponent(id)}`).then((response) => response.json()),
      this.#fetch(`/v1/solves/${encodeURIComponent(id)}/tree`).then((response) => response.text()),
    ]);
    return { record, trace: trace.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line)) };
  }

  /** Ends a search. */
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
