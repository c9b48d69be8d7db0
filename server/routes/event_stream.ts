import { Channel } from "@rstar/system";
import type { Context } from "hono";
import { type SSEMessage, streamSSE } from "hono/streaming";

/** Silence after which a comment tells that the connection is alive. */
const PING_MS = 10_000;

/**
 * Answers with server-sent events that arise meanwhile. A client that is slow to read slows nothing down: its events wait.
 *
 * @param produce is called at once, and what it throws then is thrown on; it sends events until what it returns resolves;
 * `signal` aborts when the client has gone
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
