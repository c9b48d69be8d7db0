/**
 * What is fuzzed: a target uses an input as a stranger's file, text or request would be used.
 *
 * @module
 */
import { RstarError } from "@rstar/core";

/** One thing that takes input from outside. Each is the default export of a file in `targets/`. */
export interface Target {
  /** Inputs to begin with: sound ones, so that mutants get past the first check. */
  readonly seeds: readonly (string | Uint8Array<ArrayBuffer>)[];
  /** Words of the format, which mutations insert. */
  readonly words?: readonly string[];
  /** Time that an input may take, ms. */
  readonly ms: number;
  /** What is timed: `wall` where other processes work for it; default CPU time, which other work does not stretch. */
  readonly clock?: "wall";
  /**
   * Uses an input. Resolves to what came of it in few words: inputs with a new outcome are mutated further.
   *
   * @throws {Error} what is a defect; errors that the interface promises are outcomes
   */
  run(input: Uint8Array<ArrayBuffer>): Promise<string> | string;
}

/** What came of one input. */
export interface Outcome {
  /** Time that it took, ms. */
  readonly ms: number;
  /** The target's own words. */
  readonly outcome?: string;
  /** The defect, as one line and a stack. */
  readonly defect?: string;
  /** Features of the path that it took through the code, without those that the process has reported before. */
  readonly path: readonly number[];
}

/** An input as text; bytes that are no UTF-8 become U+FFFD. */
export function textOf(input: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(input);
}

/**
 * The code of an error that is promised and what is fixed of its message, as an outcome. Anything else that was thrown
 * is thrown again.
 */
export function promised(error: unknown, ...kinds: readonly (new (...args: never[]) => Error)[]): string {
  if (error instanceof RstarError) {
    if (!error.message.startsWith("Cannot ")) throw new Error(`a message in another form: ${error.message}`);
    return `${error.code} ${withoutValues(error.message)}`;
  }
  const kind = kinds.find((kind) => error instanceof kind);
  if (kind) return kind.name;
  throw error;
}

/** What two messages about different values have in common. */
export function withoutValues(message: string): string {
  return message.replaceAll(/\/tmp\/\S+|"(?:\\.|[^"\\])*"|'[^']*'|\d+/g, "…").slice(0, 120);
}

let folder: string | undefined;

/** A path for a file of this process, which is removed at its end. */
export function scratchFile(name: string): string {
  if (folder === undefined) {
    const made = folder = Deno.makeTempDirSync({ prefix: "rstar-fuzz-" });
    addEventListener("unload", () => Deno.removeSync(made, { recursive: true }));
  }
  return `${folder}/${name}`;
}
