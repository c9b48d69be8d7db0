/**
 * The output of child processes: line by line, or its last part, which says why one failed.
 *
 * @module
 */

const TAIL_CHARACTERS = 4000;

/**
 * Calls `onLine` with each line of UTF-8 text, without its line feed; text after the last line feed is a line too. Resolves
 * at the stream's end.
 */
export async function eachLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(onLine);
  }
  if (rest !== "") onLine(rest);
}

/**
 * Reads a stream to its end and keeps its last 4 000 characters.
 *
 * @param onText called with the kept text whenever more arrives, for callers that need it before the stream ends
 */
export async function tail(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onText: (kept: string) => void = () => {},
): Promise<string> {
  let kept = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    kept = (kept + text).slice(-TAIL_CHARACTERS);
    onText(kept);
  }
  return kept;
}

/** Whether what installers print is passed on, also where they succeed: `RSTAR_VERBOSE` is `1` or `true`. */
export function isVerbose(): boolean {
  return ["1", "true"].includes(Deno.env.get("RSTAR_VERBOSE") ?? "");
}
