/**
 * The command `tree`: a trace as one HTML page.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { parseTrace, replay, type TraceLine } from "@rstar/core/search";
import { traceHtml } from "@rstar/server/page-html";
import { onNamed, readText } from "./named_files.ts";
import { print } from "./print.ts";

/** The values of the options of `tree`. */
export interface TreeOptions {
  /** File to write. Default: the trace's name with `.html`. */
  readonly out?: string;
}

/**
 * Writes a page that shows the trees of a trace, and prints its path to stdout.
 *
 * @returns the exit code, 0
 * @throws {RstarError} `bad_request` where the file is no trace, or cannot be read or written
 */
export async function tree(
  path: string,
  { out = path.replace(/(\.jsonl?)?$/, ".html") }: TreeOptions,
): Promise<number> {
  const lines = parse(await readText(path), path);
  const page = await traceHtml(lines);
  await onNamed(`write ${out}`, () => Deno.writeTextFile(out, page));
  print(out);
  return 0;
}

function parse(text: string, path: string): TraceLine[] {
  try {
    const lines = parseTrace(text);
    replay(lines);
    return lines;
  } catch (cause) {
    throw new RstarError("bad_request", `Cannot show ${path} as it is no trace: ${(cause as Error).message}`, {
      cause,
    });
  }
}
