/**
 * Fetches llama.cpp's prebuilt libraries from npm: the one package for this platform and accelerator.
 *
 * Deno installs all of a lock file, and these packages have up to 177 MB each. So none of them is in the project's own lock
 * file; each has a small one in `locks/`, which is given to a child process that prints the package's folder (1 s the first
 * time, 50 ms and offline afterwards).
 *
 * @module
 */

import { PolicyError } from "@rstar/core";
import { eachLine, isVerbose } from "@rstar/system";
import { type Accelerator, PACKAGE_VERSION, PACKAGES, UNLOCKED_PACKAGES } from "./packages.ts";

/** Deno's words where a package has another hash than it should. */
const CHECKSUM_REGEXP = /checksum|integrity/i;

/**
 * The name of the package for a platform, without the scope `@node-llama-cpp`.
 *
 * @param platform operating system and architecture as in `Deno.build`, joined by `-`
 * @throws {PolicyError} `library_unavailable` where no such package exists
 */
export function packageName(platform: string, accelerator: Accelerator): string {
  const names = PACKAGES[platform];
  const name = names?.[accelerator];
  if (name) return name;
  const offered = names ? `only ${Object.keys(names).join(", ")}` : "nothing";
  throw new PolicyError(
    "library_unavailable",
    `Cannot get llama.cpp from npm as no prebuilt package exists for ${platform} with ${accelerator} (there is ${offered}): ` +
      "build llama.cpp v0.5.0 with shared libraries and give its folder",
  );
}

/**
 * The folder that holds `libllama`, downloaded on first use.
 *
 * @param options.accelerator default `cpu`
 * @param options.platform operating system and architecture as in `Deno.build`, joined by `-`; default: this machine's
 * @param options.onProgress gets one line where something is downloaded; what Deno prints too where that fails or with
 * `RSTAR_VERBOSE=1`
 * @throws {PolicyError} `library_unavailable`
 */
export async function fetchLibraryFolder(
  options: {
    readonly accelerator?: Accelerator;
    readonly platform?: string;
    readonly onProgress?: (line: string) => void;
  } = {},
): Promise<string> {
  const { accelerator = "cpu", onProgress, platform = `${Deno.build.os}-${Deno.build.arch}` } = options;
  const name = packageName(platform, accelerator);
  const lock = UNLOCKED_PACKAGES.includes(name) ? undefined : `${import.meta.dirname}/locks/${name}.lock`;
  return `${await fetchPackage(name, { lock, onProgress })}/${name}`;
}

/**
 * Downloads one package, unless it is there.
 *
 * @param options.lock path of a lock file: other bytes than those it has the hash of are refused. Without it, only the version
 * is pinned
 * @returns the folder that holds its builds
 * @throws {PolicyError} `library_unavailable`
 * @internal
 */
export async function fetchPackage(
  name: string,
  options: { readonly lock?: string; readonly onProgress?: (line: string) => void },
): Promise<string> {
  const lock = options.lock === undefined ? ["--no-lock"] : [`--lock=${options.lock}`, "--frozen"];
  const specifier = `npm:@node-llama-cpp/${name}@${PACKAGE_VERSION}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-config", "--no-prompt", "--node-modules-dir=none", "--allow-read", "--allow-env", ...lock],
      ...[`${import.meta.dirname}/fetch_library.js`, specifier],
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const verbose = isVerbose();
  const lines: string[] = [];
  const [stdout, , status] = await Promise.all([
    new Response(child.stdout).text(),
    eachLine(child.stderr, (text) => {
      const line = text.trim();
      if (line === "") return;
      if (/^Download /.test(line) && lines.length === 0) options.onProgress?.(`Fetching llama.cpp for ${name}`);
      lines.push(line);
      if (verbose) options.onProgress?.(line);
    }),
    child.status,
  ]);
  if (!status.success) {
    if (!verbose) lines.forEach((line) => options.onProgress?.(line));
    const reason = lines.some((line) => CHECKSUM_REGEXP.test(line))
      ? `its bytes are not those that ${options.lock ?? "the registry"} has the hash of`
      : `the download failed (the first use needs a network): ${
        lines.find((line) => /^error/i.test(line)) ?? lines.at(-1) ?? `exit ${status.code}`
      }`;
    throw new PolicyError("library_unavailable", `Cannot get ${specifier} as ${reason}`);
  }
  return stdout.trim();
}
