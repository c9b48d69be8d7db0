/**
 * The command `convert`: a checkpoint in Hugging Face format to a GGUF file.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { PYTHON_MODULES } from "@rstar/core/evolve";
import { PythonPrograms } from "@rstar/environment";
import { PYTHON_ROOT } from "@rstar/solver";
import { onInterrupt } from "../interrupt.ts";
import { print } from "../print.ts";
import { say } from "../say.ts";

/** Number formats of a converted model's matrices. */
export const CONVERT_TYPES = ["q8_0", "f16", "bf16", "f32"] as const;

/** The values of the options of `convert`. */
export interface ConvertOptions {
  /** Number format of the matrices; vectors are always f32. */
  readonly type: typeof CONVERT_TYPES[number];
  /** The model's name in the file. Default: the folder's. */
  readonly name?: string;
  /**
   * Accepts a model with tokens that swallow the blanks after them (Phi-3's special ones); llama.cpp keeps those
   * blanks.
   */
  readonly keepBlanks?: true;
}

/** The message of the Python program, behind the prefix that the runner puts before it. */
const REFUSAL_REGEXP = /^Cannot finish python -m \S+: (?<reason>Cannot .+)$/s;

/**
 * Converts a checkpoint folder to a GGUF file. Prints the file's path to stdout, progress to stderr.
 *
 * @returns the exit code: 0, or that of the signal where it was interrupted, which leaves no file
 * @throws {RstarError} `bad_request` for a folder that cannot be converted; `python_unavailable`, `job_failed`
 */
export async function convert(folder: string, out: string, options: ConvertOptions): Promise<number> {
  using interrupt = onInterrupt();
  const { signal } = interrupt;
  const onProgress = say;
  try {
    await Deno.stat(`${folder}/config.json`).catch((cause) => { // before an environment of gigabytes is made for nothing
      const reason = "it is no checkpoint folder: it has no config.json";
      throw new RstarError("bad_request", `Cannot export ${folder} as ${reason}`, { cause });
    });
    const { type, name, keepBlanks: keep_blanks } = options;
    const python = new PythonPrograms({ root: PYTHON_ROOT, onProgress, signal });
    await python.run(PYTHON_MODULES.exportGguf({ type, name, keep_blanks }, [folder, out]), {
      onLine: (line) => onProgress(readable(line)),
    });
  } catch (error) {
    if (interrupt.exitCode !== null) {
      say("Interrupted: no file was written.");
      return interrupt.exitCode;
    }
    const reason = error instanceof RstarError ? REFUSAL_REGEXP.exec(error.message)?.groups?.reason : undefined;
    throw reason === undefined ? error : new RstarError("bad_request", reason, { cause: error });
  }
  print(out);
  return 0;
}

/** A line of progress, a JSON object, as text. */
function readable(line: string): string {
  const { event, done, total, type, bytes } = JSON.parse(line);
  return event === "tensors" ? `${done} of ${total} tensors` : `${type}, ${(bytes / 1e6).toFixed(1)} MB`;
}
