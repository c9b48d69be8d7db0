/**
 * The command `pull`: a model into the Hugging Face cache.
 *
 * @module
 */
import { onInterrupt } from "../interrupt.ts";
import { print } from "../print.ts";
import { say } from "../say.ts";
import { fetchModel, remoteModel } from "./fetch_model.ts";

/**
 * Fetches a model and prints its path to stdout, progress and a command that uses it to stderr. An interrupted one goes on.
 *
 * @param name of the catalogue, or `hf:org/repo:quant`
 * @returns the exit code: 0, or that of the signal where it was interrupted
 * @throws {RstarError} `bad_request` where there is no such name; where no source gives the model, or the disk has no room
 */
export async function pullModel(name: string): Promise<number> {
  using interrupt = onInterrupt();
  const { signal } = interrupt;
  try {
    const path = await fetchModel(await remoteModel(name, signal), signal);
    print(path);
    say(`Use it: deno task solve --model ${name} "…"`);
    return 0;
  } catch (error) {
    if (interrupt.exitCode === null) throw error;
    say("Interrupted: the same command goes on from here.");
    return interrupt.exitCode;
  }
}
