/**
 * Reads a candidate from a stream of server-sent events, up to its first stop string.
 *
 * @module
 */
import { type Candidate, CandidateText } from "@rstar/core";
import { parseChunk, sum } from "./completions.ts";

/**
 * Reads a streamed candidate up to its first stop string, which is kept, and closes the stream, so that the server stops.
 *
 * Tokens and log-probabilities are counted to the end of the event that completes the stop string. (llama-server sends an
 * event a token, but none for a token that ends inside a character: a candidate that is cut here does not count those.)
 *
 * @throws {Error} when an event has another form, or the stream ends early
 */
export async function readStreamedCandidate(response: Response, stop: readonly string[]): Promise<Candidate> {
  const text = new CandidateText(stop);
  const encoder = new TextEncoder();
  const logProbabilities: number[] = [];
  let finish: Candidate["finish"] | null = null;
  let totalTokens: number | null = null;
  for await (const data of serverSentData(response.body!)) {
    const chunk = parseChunk(JSON.parse(data));
    for (const logProbability of chunk.logProbabilities) logProbabilities.push(logProbability);
    finish ??= chunk.finish;
    totalTokens ??= chunk.totalTokens;
    if (!text.push(encoder.encode(chunk.text))) continue;
    const tokens = logProbabilities.length;
    return { text: text.text, finish: "stop", tokens, logProbability: sum(logProbabilities) };
  }
  if (finish === null) throw new Error("a stream broke off");
  return {
    text: text.text,
    finish,
    tokens: totalTokens ?? logProbabilities.length,
    logProbability: sum(logProbabilities),
  };
}

/** The data of server-sent events up to `[DONE]`. Each is one line: no server splits them. */
async function* serverSentData(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      const data = line.slice("data:".length).trim();
      if (data === "[DONE]") return;
      yield data;
    }
  }
}
