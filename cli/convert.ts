import { RstarError } from "@rstar/core";
import { PYTHON_MODULES } from "@rstar/core/evolve";
import { PythonPrograms } from "@rstar/environment";
import { PYTHON_ROOT } from "@rstar/solver";
import { onInterrupt } from "./interrupt.ts";

/** Number formats of a converted model's matrices. */
export const CONVERT_TYPES = ["q8_0", "f16", "bf16", "f32"] as const;

/** Options of `convert`. */
export interface ConvertOptions {
  /** Number format of the matrices. */
  readonly type: typeof CONVERT_TYPES[number];
  /** The model's name in the file. Default: the folder's. */
  readonly name?: string;
  /** Whether tokens that swallow the blanks after them may be let keep those. */
  readonly keepBlanks?: true;
}

/** What the job says of a checkpoint that it refuses, behind the words of `runPythonJob`. */
const REFUSAL_REGEXP = /^Cannot finish python -m \S+: (?<reason>Cannot .+)$/s;

/**
 * Converts a Hugging Face checkpoint folder to a GGUF file. stdout gets the path, stderr the progress.
 *
 * @returns the exit code; that of the signal where it was interrupted, and then no file is left
 * @throws {RstarError} `bad_request` for a folder that cannot be converted; `python_unavailable`, `job_failed`
 */
export async function convert(folder: string, out: string, options: ConvertOptions): Promise<number> {
  using interrupt = onInterrupt();
  const { signal } = interrupt;
  const onProgress = (line: string) => console.error(line);
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
      console.error("Interrupted: no file was written.");
      return interrupt.exitCode;
    }
    const reason = error instanceof RstarError ? REFUSAL_REGEXP.exec(error.message)?.groups?.reason : undefined;
    throw reason === undefined ? error : new RstarError("bad_request", reason, { cause: error });
  }
  console.log(out);
  return 0;
}

/** A line of the job's progress in words. */
function readable(line: string): string {
  const { event, done, total, type, bytes } = JSON.parse(line);
  return event === "tensors" ? `${done} of ${total} tensors` : `${type}, ${(bytes / 1e6).toFixed(1)} MB`;
}
