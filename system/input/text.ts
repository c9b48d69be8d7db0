/**
 * The text of a user's bytes: UTF-8, or UTF-16 behind a byte order mark; whatever else they are is refused, with the line.
 *
 * @module
 */

/** Bytes that are no text. The message is one sentence that names file and line. */
export class TextError extends Error {
  /** An error of the text called `name`, of which the first wrong line is `line`, counted from 1. */
  constructor(name: string, line: number, reason: string) {
    super(`Cannot read line ${line} of ${name} as ${reason}: save it as UTF-8`);
    this.name = "TextError";
  }
}

const LINE_FEED = 0x0a;

/**
 * Decodes bytes that a user gave. A byte order mark decides between UTF-8 and UTF-16 and is no part of the text; without one
 * the bytes are UTF-8.
 *
 * @param name of the file, for the error
 * @throws {TextError} where the bytes are not in that encoding, or hold a zero, as UTF-16 and UTF-32 without a mark do
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  const encoding = encodingOf(bytes);
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new TextError(name, wrongLine(bytes, encoding), `it is not ${encoding === "utf-8" ? "UTF-8" : "UTF-16"}`);
  }
  const zero = text.indexOf("\0");
  if (zero >= 0) throw new TextError(name, text.slice(0, zero).split("\n").length, "it holds a zero byte");
  return text;
}

/**
 * The text of a file, decoded by {@linkcode decodeText}.
 *
 * @throws {TextError} where it is no text
 * @throws {Error} any error of reading
 */
export async function readTextFile(path: string): Promise<string> {
  return decodeText(await Deno.readFile(path), path);
}

function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** The first line that cannot be decoded, from 1. */
function wrongLine(bytes: Uint8Array, encoding: string): number {
  if (encoding !== "utf-8") {
    const [right] = new TextDecoder(encoding).decode(bytes).split("\uFFFD");
    return right.split("\n").length;
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  for (let start = 0, line = 1;; line++) { // no character of UTF-8 has the byte of a line feed inside
    const end = bytes.indexOf(LINE_FEED, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    start = end + 1;
  }
}
