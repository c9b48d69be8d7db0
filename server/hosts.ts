/**
 * The names that a server answers to. A browser that was led to a local server under a foreign name (DNS rebinding) sends that
 * name in `Host`, and its page, which has the same origin, could read the answers.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { ApiError } from "./api_error.ts";

/** Whether a host name means this machine: `localhost`, 127.0.0.0/8, `[::1]`; with brackets where it is an IPv6 address. */
export function isLocalHost(name: string): boolean {
  return name === "localhost" || name === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/**
 * Middleware that answers 421 `host_not_allowed` to requests for another host than this machine's local names and `hosts`, on
 * any port.
 */
export function onlyHosts(hosts: readonly string[]): MiddlewareHandler {
  const names = new Set(hosts.map((host) => hostName(host) ?? host));
  return async ({ req }, next) => {
    // A request line may hold a whole URL, whose host need not be the header's.
    for (const host of [new URL(req.url).host, req.header("host") ?? "localhost"]) {
      const name = hostName(host);
      if (name !== null && (isLocalHost(name) || names.has(name))) continue;
      const reason = `the server is a local one: --hosts allows more names`;
      throw new ApiError("host_not_allowed", `Cannot answer for host ${JSON.stringify(host)} as ${reason}`);
    }
    await next();
  };
}

/** The name in a `Host` header, in its normal form and without port; null where it is none. */
export function hostName(host: string): string | null {
  const url = URL.parse(`http://${host}`);
  return url === null || url.pathname !== "/" || url.username !== "" ? null : url.hostname;
}
