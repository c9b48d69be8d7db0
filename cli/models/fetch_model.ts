/**
 * Fetching a model with its progress on stderr.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { findPython } from "@rstar/environment";
import { CATALOG, hubFolder, hubRepository, parseModelName, pull, type RemoteModel } from "@rstar/hub";
import { logLines, terminalLine } from "../progress_sink.ts";
import { say } from "../say.ts";
import { FetchProgress } from "./fetch_progress.ts";

/** Between two lines of progress where stderr is no terminal. */
const LOG_EVERY_MS = 10_000;

/**
 * What a name means: a model of the catalogue, or of a repository that the hub is asked for.
 *
 * @throws {RstarError} `bad_request` for any other name; what asking the hub throws
 */
export async function remoteModel(name: string, signal?: AbortSignal): Promise<RemoteModel> {
  const known = parseModelName(name);
  if (known === undefined) {
    const names = CATALOG.map((entry) => entry.name).join(", ");
    throw new RstarError(
      "bad_request",
      `Cannot fetch ${name} as it is none of ${names}, and no repository of the hub, which is hf:org/repo:quant`,
    );
  }
  if ("entry" in known) return known.entry;
  return await hubRepository(known.hub.repo, known.hub.quant, { signal });
}

/**
 * Fetches a model into the Hugging Face cache.
 *
 * @returns the path of its file, or of its first part
 * @throws {RstarError} where no source gives it, or the disk has no room
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function fetchModel(model: RemoteModel, signal: AbortSignal): Promise<string> {
  const line = Deno.stderr.isTerminal() ? terminalLine() : logLines(LOG_EVERY_MS);
  const progress = new FetchProgress(line, model.name);
  try {
    return await pull(model, {
      cache: hubFolder(),
      python: async () => (await findPython({ signal })).path,
      signal,
      onBytes: (bytes, all) => progress.follow(bytes, all),
      onMessage: (message) => {
        line.clear();
        say(message);
      },
    });
  } finally {
    line.clear();
  }
}
