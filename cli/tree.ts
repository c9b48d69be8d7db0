import { RstarError } from "@rstar/core";
import { parseTrace, replay, type TraceLine } from "@rstar/core/search";
import { pageBundle, traceHtml } from "@rstar/server";
import { readText } from "./read_text.ts";

/** Options of `tree`. */
export interface TreeOptions {
  /** File to write. Default: the trace's name with `.html`. */
  readonly out?: string;
}

/**
 * Writes a trace as one page that shows its trees, and prints where.
 *
 * @returns the exit code
 * @throws {RstarError} `bad_request` where the file is no trace, or cannot be read or written
 */
export async function tree(
  path: string,
  { out = path.replace(/(\.jsonl?)?$/, ".html") }: TreeOptions,
): Promise<number> {
  const lines = parse(await readText(path), path);
  const page = traceHtml(lines, await pageBundle());
  try {
    await Deno.writeTextFile(out, page);
  } catch (cause) {
    throw new RstarError("bad_request", `Cannot write ${out}: ${(cause as Error).message}`, { cause });
  }
  console.log(out);
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
