/**
 * A model that is here before a command opens it: one that is known but not here is fetched, where the user wants that.
 *
 * @module
 */
import { PolicyError } from "@rstar/core";
import { byteSize, modelBytes, parseModelName } from "@rstar/hub";
import { findModel } from "@rstar/native";
import { fetchModel, remoteModel } from "./fetch_model.ts";

/** What decides whether a model is fetched. */
export interface ReadyOptions {
  /** Whether it is fetched without asking. */
  readonly yes?: true;
  /** Ends asking and fetching. */
  readonly signal: AbortSignal;
  /** Asks a question of yes or no. Default {@linkcode terminalQuestion}. */
  readonly ask?: (question: string) => Promise<boolean>;
}

/**
 * Fetches a model where it is not here, it can be fetched by its name, and `yes` or the user says so.
 *
 * @param name what `--model` takes
 * @returns the name
 * @throws {RstarError} as {@linkcode findModel} and fetching do
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function readyModel(
  name: string,
  { yes, signal, ask = terminalQuestion(signal) }: ReadyOptions,
): Promise<string> {
  try {
    await findModel(name);
  } catch (error) {
    const isMissing = error instanceof PolicyError && error.code === "model_not_found";
    if (!isMissing || !isMeant(name) || !yes && ask === undefined) throw error;
    const model = await remoteModel(name, signal);
    if (!yes && !await ask!(`Fetch ${name} (${byteSize(modelBytes(model))})? [y/N] `)) throw error;
    await fetchModel(model, signal);
  }
  return name;
}

/** Whether a name can only be that of a model to fetch: `org/repo` alone may be a path that was misspelt. */
function isMeant(name: string): boolean {
  const known = parseModelName(name);
  return known !== undefined && ("entry" in known || name.includes(":"));
}

/** A question on the terminal; undefined where nobody sits there. */
function terminalQuestion(signal: AbortSignal): ReadyOptions["ask"] {
  if (!Deno.stdin.isTerminal() || !Deno.stderr.isTerminal()) return undefined;
  return async (question) => {
    Deno.stderr.writeSync(new TextEncoder().encode(question)); // stdout is for data
    const { promise: interrupted, reject } = Promise.withResolvers<never>();
    const end = () => reject(signal.reason);
    signal.addEventListener("abort", end);
    try {
      signal.throwIfAborted();
      const buffer = new Uint8Array(1_024);
      const read = await Promise.race([Deno.stdin.read(buffer), interrupted]);
      return /^\s*y(es)?\s*$/i.test(new TextDecoder().decode(buffer.subarray(0, read ?? 0)));
    } finally {
      signal.removeEventListener("abort", end);
    }
  };
}
