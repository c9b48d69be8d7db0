/**
 * The page's script and style, bundled from `page/` on first use.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { RstarError } from "@rstar/core";

/** What the page's HTML links to, or holds. */
export interface PageBundle {
  /** One minified JavaScript module without imports. */
  readonly script: string;
  readonly style: string;
}

const MAIN = fileURLToPath(new URL("./page/main.tsx", import.meta.url));
const LOCK = fileURLToPath(new URL("./page/page.lock", import.meta.url)); // the page's packages are in no other lock
const STYLE = new URL("./page/page.css", import.meta.url);

let bundle: Promise<PageBundle> | undefined;

/**
 * Bundles the page, once a process: the repository keeps only its TypeScript. The first use on a machine needs a
 * network, for the page's packages.
 *
 * @throws {RstarError} `job_failed` with the bundler's message; the next call tries again
 */
export function pageBundle(): Promise<PageBundle> {
  bundle ??= makeBundle();
  bundle.catch(() => bundle = undefined); // the next call tries again
  return bundle;
}

async function makeBundle(): Promise<PageBundle> {
  const bundling = new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", "--minify", `--lock=${LOCK}`, "--frozen", MAIN],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const [{ success, stdout, stderr }, style] = await Promise.all([bundling.output(), Deno.readTextFile(STYLE)]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new RstarError("job_failed", `Cannot bundle the page: ${text(stderr).trim()}`);
  return { script: text(stdout), style };
}
