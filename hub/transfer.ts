/**
 * One file over HTTP, however often the connection is cut or the process killed: what has arrived is kept, and only a file with
 * the expected hash gets its name.
 *
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { RstarError } from "@rstar/core";

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
  /** A connection that brings nothing for so long is given up for another. Default 30 000. */
  readonly stallMs?: number;
  /** The pause after a connection that brought nothing; twice as long after each next one. Default 200. */
  readonly pauseMs?: number;
}

/** Connections in a row that may bring nothing. */
const MAX_IDLE_ATTEMPTS = 4;

/**
 * Fetches a file to `path`, going on from where an earlier attempt stopped: until it is whole, its bytes lie in `<path>.incomplete`.
 * One process at a time fetches to one path.
 *
 * @throws {RstarError} `job_failed`: the server refuses, cannot be reached or sends other bytes (they are deleted), or the disk
 * has no room
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function transfer(file: RemoteFile, path: string, options: TransferOptions = {}): Promise<void> {
  const { signal, pauseMs = 200 } = options;
  await Deno.mkdir(dirname(path), { recursive: true });
  const part = await PartialFile.open(`${path}.incomplete`, signal);
  try {
    await checkSpace(path, file.bytes - part.size);
    for (let idle = 0; part.size < file.bytes; idle++) {
      if (idle > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs * 2 ** idle));
      const before = part.size;
      const lost = await receive(file, part, options).then(() => new Error("it was closed"), (error) => error);
      signal?.throwIfAborted();
      if (lost instanceof RstarError) throw lost;
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
    for (let written = 0; written < chunk.length;) written += await this.#file.write(chunk.subarray(written));
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
async function receive(file: RemoteFile, part: PartialFile, options: TransferOptions): Promise<void> {
  const { onBytes = () => {}, signal, stallMs = 30_000 } = options;
  const stalled = new AbortController();
  const giveUp = (): void => stalled.abort(new Error(`nothing came for ${stallMs / 1000} s`));
  let timer = setTimeout(giveUp, stallMs);
  try {
    const response = await fetch(file.url, {
      headers: { ...file.headers, range: `bytes=${part.size}-` },
      signal: signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw refusal(file.url, response.status);
    }
    if (response.status !== 206) await part.clear(); // the server knows no ranges: from the beginning
    for await (const chunk of response.body!) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, stallMs);
      await part.append(chunk);
      onBytes(part.size);
      if (part.size > file.bytes) return;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** What a status of refusal means; one that may pass is tried again. */
function refusal(url: string, status: number): Error {
  if (status === 429 || status >= 500) return new Error(`HTTP ${status}`);
  const reason = status === 401 || status === 403
    ? `it asks for permission (HTTP ${status}): set HF_TOKEN to a token that may read it`
    : `the server answers with HTTP ${status}`;
  return new RstarError("job_failed", `Cannot fetch ${url} as ${reason}`);
}

async function checkSpace(path: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  const free = bavail * bsize;
  if (free >= needed) return;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new RstarError(
    "job_failed",
    `Cannot fetch ${gigabytes(needed)} as the disk of ${dirname(path)} has ${gigabytes(free)} free`,
  );
}
