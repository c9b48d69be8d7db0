/**
 * One file over HTTP, however often the connection is cut or the process killed: what has arrived is kept, and only a file with
 * the expected hash gets its name.
 *
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { RstarError } from "@rstar/core";
import { systemReason } from "@rstar/system";
import { outOfReach, REACH_MS, refused, silence } from "./ask.ts";
import { requireSpace } from "./disk_space.ts";

/** A file to fetch. */
export interface RemoteFile {
  /** Where the bytes come from; redirects are followed. */
  readonly url: string;
  /** Sent with each request, but not to another host that a redirect leads to. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The file's length. */
  readonly bytes: number;
  /** The file's SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** Options of {@linkcode transfer}. */
export interface TransferOptions {
  /** Receives the number of bytes that are there, kept ones included. Default none. */
  readonly onBytes?: (bytes: number) => void;
  /** Ends the transfer; what has arrived is kept. */
  readonly signal?: AbortSignal;
  /** A server that has not answered once after so long counts as out of reach. Default 5 000. */
  readonly reachMs?: number;
  /** A connection that brings nothing for so long is given up for another. Default 30 000. */
  readonly stallMs?: number;
  /** The pause after a connection that brought nothing; twice as long after each next one. Default 200. */
  readonly pauseMs?: number;
}

/** Connections in a row that may bring nothing. */
const MAX_IDLE_ATTEMPTS = 4;

/** What is known of the server of a transfer. */
interface Server {
  /** Whether it has answered once. */
  answered: boolean;
}

/**
 * Fetches a file to `path`, going on from where an earlier attempt stopped: until it is whole, its bytes lie in `<path>.incomplete`.
 * One process at a time fetches to one path.
 *
 * @throws {RstarError} `job_failed`: the server refuses, cannot be reached or sends other bytes (they are deleted);
 * `storage_failed`: the disk has no room
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function transfer(file: RemoteFile, path: string, options: TransferOptions = {}): Promise<void> {
  const { signal, pauseMs = 200 } = options;
  await Deno.mkdir(dirname(path), { recursive: true });
  const part = await PartialFile.open(`${path}.incomplete`, signal);
  const server: Server = { answered: false };
  try {
    await requireSpace(dirname(path), file.bytes - part.size);
    for (let idle = 0; part.size < file.bytes; idle++) {
      if (idle > 0) await delay(pauseMs * 2 ** idle, undefined, { signal }).catch(() => signal?.throwIfAborted());
      const before = part.size;
      const lost = await receive(file, { part, server }, options).then(
        () => new Error("it was closed"),
        (error) => error,
      );
      signal?.throwIfAborted();
      if (lost instanceof RstarError) throw lost;
      if (!server.answered) throw outOfReach(file.url, lost);
      if (part.size > before) idle = -1;
      else if (idle + 1 >= MAX_IDLE_ATTEMPTS) {
        const reason = `${MAX_IDLE_ATTEMPTS} connections in a row brought nothing (${lost.message})`;
        throw new RstarError("job_failed", `Cannot fetch ${file.url} as ${reason}`, { cause: lost });
      }
    }
  } finally {
    part.close();
    if (part.size === 0) await Deno.remove(part.path);
  }
  if (part.size !== file.bytes || part.sha256() !== file.sha256) {
    await Deno.remove(part.path);
    throw new RstarError(
      "job_failed",
      `Cannot use what ${file.url} sent as it is not the file with SHA-256 ${file.sha256}; it was deleted`,
    );
  }
  await Deno.rename(part.path, path);
}

/** What has arrived of a file, and the hash of it. */
class PartialFile {
  readonly path: string;
  readonly #file: Deno.FsFile;
  #hash: Hash = createHash("sha256");
  #size = 0;

  private constructor(path: string, file: Deno.FsFile) {
    this.path = path;
    this.#file = file;
  }

  /** Opens it, and reads what an earlier attempt left. */
  static async open(path: string, signal?: AbortSignal): Promise<PartialFile> {
    const part = new PartialFile(path, await Deno.open(path, { read: true, write: true, create: true }));
    const buffer = new Uint8Array(1 << 20);
    for (let read = await part.#file.read(buffer); read !== null; read = await part.#file.read(buffer)) {
      signal?.throwIfAborted();
      part.#count(buffer.subarray(0, read));
    }
    return part;
  }

  get size(): number {
    return this.#size;
  }

  async append(chunk: Uint8Array): Promise<void> {
    try {
      for (let written = 0; written < chunk.length;) written += await this.#file.write(chunk.subarray(written));
    } catch (cause) {
      throw new RstarError("storage_failed", `Cannot write ${this.path}: ${systemReason(cause) ?? cause}`, { cause });
    }
    this.#count(chunk);
  }

  async clear(): Promise<void> {
    await this.#file.truncate(0);
    await this.#file.seek(0, Deno.SeekMode.Start);
    this.#hash = createHash("sha256");
    this.#size = 0;
  }

  sha256(): string {
    return this.#hash.digest("hex");
  }

  close(): void {
    this.#file.close();
  }

  #count(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#size += chunk.length;
  }
}

/** One connection: appends what it brings. */
async function receive(
  file: RemoteFile,
  { part, server }: { readonly part: PartialFile; readonly server: Server },
  { onBytes = () => {}, signal, stallMs = 30_000, reachMs = REACH_MS }: TransferOptions,
): Promise<void> {
  const stalled = new AbortController();
  const wait = (milliseconds: number) =>
    setTimeout(() => stalled.abort(new Error(silence(milliseconds))), milliseconds);
  let timer = wait(server.answered ? stallMs : reachMs);
  try {
    const response = await fetch(file.url, {
      headers: { ...file.headers, range: `bytes=${part.size}-`, "accept-encoding": "identity" },
      signal: signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal,
    });
    server.answered = true;
    clearTimeout(timer);
    timer = wait(stallMs);
    if (!response.ok) {
      await response.body?.cancel();
      throw isPassing(response.status) ? new Error(`HTTP ${response.status}`) : refused(file.url, response.status);
    }
    if (response.status !== 206) await part.clear(); // the server knows no ranges: from the beginning
    for await (const chunk of response.body!) {
      clearTimeout(timer);
      timer = wait(stallMs);
      await part.append(chunk);
      onBytes(part.size);
      if (part.size > file.bytes) return;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a status of refusal is worth another attempt. */
function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}
