/**
 * Who may call a server, from its options: keys, origins, and the names it answers to.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { type AppOptions, hostName, isLocalHost } from "@rstar/server";
import type { ServeOptions } from "./serve_options.ts";

/** What of {@linkcode AppOptions} says who may call, and whether only programs of this machine can. */
export interface Access extends Required<Pick<AppOptions, "keys" | "origins">>, Pick<AppOptions, "hosts"> {
  /** Whether the server listens for this machine alone. */
  readonly isLocal: boolean;
}

/**
 * Reads the options. A server for this machine alone answers to its local names and `--hosts`, any other to every name unless
 * there are `--hosts`.
 *
 * @throws {RstarError} `bad_request` for a list that names nothing, as an empty variable would make a server without keys; for
 * what is no origin or no host name
 */
export function accessOf(
  { host, apiKeys, origins, hosts }: Pick<ServeOptions, "host" | "apiKeys" | "origins" | "hosts">,
): Access {
  const bound = host.includes(":") ? `[${host}]` : host;
  const isLocal = isLocalHost(hostName(bound) ?? bound);
  const names = listOf("--hosts", hosts);
  for (const name of names) if (hostName(name) === null) throw wrong("--hosts", `${name} is no host name`);
  const allowed = listOf("--origins", origins);
  for (const origin of allowed) {
    if (origin === "*" || URL.parse(origin)?.origin === origin) continue;
    throw wrong("--origins", `${origin} is no origin such as https://example.com`);
  }
  const isOpen = names.includes("*") || (!isLocal && names.length === 0);
  return {
    isLocal,
    keys: listOf("--api-keys", apiKeys),
    origins: allowed,
    ...(!isOpen && { hosts: [bound, ...names] }),
  };
}

function listOf(option: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  const items = text.split(",").map((item) => item.trim()).filter((item) => item !== "");
  if (items.length === 0) throw wrong(option, "it names nothing");
  return items;
}

function wrong(option: string, reason: string): RstarError {
  return new RstarError("bad_request", `Cannot serve with ${option} as ${reason}`);
}
