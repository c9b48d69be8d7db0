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

/** What computes: the CPU, or a GPU through one of llama.cpp's backends. */
export type Accelerator = "cpu" | "cuda" | "vulkan" | "metal";

/** The release of `@node-llama-cpp/*` that carries llama.cpp v0.5.0. */
export const PACKAGE_VERSION = "3.22.1";

const PACKAGES: Readonly<Record<string, Readonly<Partial<Record<Accelerator, string>>>>> = {
  "linux-x86_64": { cpu: "linux-x64", cuda: "linux-x64-cuda", vulkan: "linux-x64-vulkan" },
  "linux-aarch64": { cpu: "linux-arm64" },
  "darwin-aarch64": { cpu: "mac-arm64-metal", metal: "mac-arm64-metal" },
  "darwin-x86_64": { cpu: "mac-x64" },
  "windows-x86_64": { cpu: "win-x64", cuda: "win-x64-cuda", vulkan: "win-x64-vulkan" },
  "windows-aarch64": { cpu: "win-arm64" },
};

/** Packages that have a file in `locks/`. The others are pinned by version alone: npm's own hash check still applies. */
export const LOCKED_PACKAGES: readonly string[] = ["linux-x64", "linux-x64-vulkan", "linux-x64-cuda", "linux-arm64"];

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
 * @param options.onProgress gets one line where something is downloaded; what Deno prints too where that fails or with
 * `RSTAR_VERBOSE=1`
 * @throws {PolicyError} `library_unavailable`
 */
export async function fetchLibraryFolder(
  options: { readonly accelerator?: Accelerator; readonly onProgress?: (line: string) => void } = {},
): Promise<string> {
  const name = packageName(`${Deno.build.os}-${Deno.build.arch}`, options.accelerator ?? "cpu");
  const lock = LOCKED_PACKAGES.includes(name)
    ? [`--lock=${import.meta.dirname}/locks/${name}.lock`, "--frozen"]
    : ["--no-lock"];
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
    throw new PolicyError(
      "library_unavailable",
      `Cannot get ${specifier} as the download failed (the first use needs a network): ${
        lines.find((line) => /^error/i.test(line)) ?? lines.at(-1) ?? `exit ${status.code}`
      }`,
    );
  }
  return `${stdout.trim()}/${name}`;
}
