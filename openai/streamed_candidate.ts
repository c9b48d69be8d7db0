import { type Candidate, CandidateText } from "@rstar/core";
import { parseChunk, sum } from "./completions.ts";

/**
 * Reads a streamed candidate up to its first stop string, which stays, and drops the rest: the server then stops too.
 *
 * Tokens and log-probabilities count to the end of the piece in which the stop string is complete. (llama-server sends a
 * piece a token, but none for a token that ends inside a character: those are not counted in a candidate cut here.)
 *
 * @throws {Error} when a piece has another form, or the stream breaks off
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

/** The data of server-sent events, one line each as all servers write them, up to `[DONE]`. */
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
