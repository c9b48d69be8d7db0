/**
 * Answers as server-sent events, which are produced while they are sent.
 *
 * @module
 */
import { Channel } from "@rstar/system";
import type { Context } from "hono";
import { type SSEMessage, streamSSE } from "hono/streaming";

/** Time between comments that keep proxies from closing a silent connection. */
const PING_MS = 10_000;

/**
 * Answers with server-sent events. A slow client does not slow the producer down: its events wait in memory.
 *
 * @param produce sends events until its promise resolves; `signal` aborts when the client has gone
 * @throws what `produce` throws before it returns a promise: the answer can still have a status of its own
 */
export function eventStream(
  context: Context,
  produce: (send: (message: SSEMessage) => void, signal: AbortSignal) => Promise<void>,
): Response {
  const gone = new AbortController();
  const messages = new Channel<SSEMessage | null>();
  const produced = produce((message) => messages.push(message), gone.signal)
    .then(() => messages.end(), (error) => messages.end({ error }));
  return streamSSE(context, async (stream) => {
    stream.onAbort(() => {
      gone.abort();
      messages.end();
    });
    const ping = setInterval(() => messages.push(null), PING_MS);
    try {
      for await (const message of messages) {
        if (message === null) await stream.write(": ping\n\n");
        else await stream.writeSSE(message);
      }
    } finally {
      clearInterval(ping);
      await produced;
    }
  });
}
