/**
 * Bodies of requests as the routes read them: decoded, bounded in size, and UTF-8.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { ApiError } from "./api_error.ts";

const ENCODINGS = "gzip, deflate, identity";

/**
 * Middleware that hands bodies on as text in UTF-8. `Content-Encoding` may name `gzip`, `deflate` (with zlib's header, as the
 * standard has it, or without) and `identity`.
 *
 * @param maxBytes bound of a body, as it comes and decoded
 * @throws {ApiError} `request_too_large`, `unsupported_media_type` for another encoding, `bad_request` for a body that is
 * not what its encoding says, or not UTF-8
 */
export function requestBody(maxBytes: number): MiddlewareHandler {
  return async (context, next) => {
    const { raw } = context.req;
    if (raw.body !== null) {
      const bytes = await decoded(await bounded(raw.body, maxBytes), raw.headers, maxBytes);
      const headers = new Headers(raw.headers);
      for (const name of ["content-encoding", "content-length"]) headers.delete(name);
      context.req.raw = new Request(raw, { headers, body: textOf(bytes) });
    }
    await next();
  };
}

/** The format of the one encoding that a body has; null where it has none. */
function formatOf(headers: Headers): "gzip" | "deflate" | null {
  const names = (headers.get("content-encoding") ?? "").split(",").map((name) => name.trim().toLowerCase());
  const [name, ...others] = names.filter((name) => name !== "" && name !== "identity");
  if (name === undefined) return null;
  if (others.length === 0 && (name === "gzip" || name === "x-gzip")) return "gzip";
  if (others.length === 0 && name === "deflate") return "deflate";
  const given = JSON.stringify([name, ...others].join(", "));
  throw new ApiError(
    "unsupported_media_type",
    `Cannot read the body as its content encoding is ${given}: one of ${ENCODINGS} is read`,
  );
}

async function decoded(bytes: Uint8Array<ArrayBuffer>, headers: Headers, maxBytes: number): Promise<typeof bytes> {
  const format = formatOf(headers);
  if (format === null) return bytes;
  const exact = format === "deflate" && !hasZlibHeader(bytes) ? "deflate-raw" : format;
  try {
    return await bounded(new Blob([bytes]).stream().pipeThrough(new DecompressionStream(exact)), maxBytes);
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw new ApiError("bad_request", `Cannot read the body as it is not ${format}`, { cause });
  }
}

/** Two bytes that are divisible by 31 and name the method deflate (RFC 1950, 2.2). */
function hasZlibHeader([first, second]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && (first << 8 | second) % 31 === 0;
}

/** All bytes of a stream, which is cancelled once there are more than `maxBytes`. */
async function bounded(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new ApiError("request_too_large", `Cannot read the body as it has more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return await new Blob(chunks).bytes();
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ApiError("bad_request", "Cannot read the body as it is not UTF-8", { cause });
  }
}
