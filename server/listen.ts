/**
 * A socket for the app, by `node:http`.
 *
 * @module
 */
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { RstarError } from "@rstar/core";

/** Time that clients have to take their answers when the server ends. */
const CLOSE_MS = 3_000;
/** Methods that no `Request` can be made with; the app refuses them as it does others that its routes do not take. */
const FORBIDDEN_METHODS = ["CONNECT", "TRACE", "TRACK"];

/**
 * A server on a socket. Dispose it: it accepts no more connections, and resolves when all answers are sent, those that their
 * clients do not take within three seconds excepted.
 */
export interface Listener extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
}

/**
 * Serves on a socket, by `node:http`: under Deno 2.9.6 `Deno.serve` does not abort a request's signal when the client
 * leaves, if the body came in a packet of its own, and a search that nobody waits for would run on.
 *
 * @param fetch answers requests; their signals abort when the client has gone
 * @param address `port` 0 takes a free one, which `url` then names
 * @throws {RstarError} `bad_request` where the port is taken or `host` is no address of this machine
 */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: (request) => fetch(genuine(request)),
    overrideGlobalObjects: false,
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      reject(new RstarError("bad_request", `Cannot listen on ${host}:${port}: ${cause.message}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address() as { readonly port: number };
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** The adapter's requests are look-alikes; middleware that copies a request needs Deno's own class. */
function genuine({ url, method, headers, body, signal }: Request): Request {
  if (FORBIDDEN_METHODS.includes(method)) {
    return Object.defineProperty(new Request(url, { headers, signal }), "method", { value: method });
  }
  return new Request(url, { method, headers, signal, ...(body && { body, duplex: "half" }) });
}
