/**
 * npm's prebuilt packages of llama.cpp: their names by platform, their release, and the lock file that pins each.
 *
 * Imports nothing, as the tool that writes the locks runs before anything is installed.
 *
 * @module
 */

/** What computes: the CPU, or a GPU through one of llama.cpp's backends. */
export type Accelerator = "cpu" | "cuda" | "vulkan" | "metal";

/** The release of `@node-llama-cpp/*` that carries llama.cpp v0.5.0. */
export const PACKAGE_VERSION = "3.22.1";

/** Names without the scope, by operating system and architecture as in `Deno.build`, joined by `-`. */
export const PACKAGES: Readonly<Record<string, Readonly<Partial<Record<Accelerator, string>>>>> = {
  "linux-x86_64": { cpu: "linux-x64", cuda: "linux-x64-cuda", vulkan: "linux-x64-vulkan" },
  "linux-aarch64": { cpu: "linux-arm64" },
  "darwin-aarch64": { cpu: "mac-arm64-metal", metal: "mac-arm64-metal" },
  "darwin-x86_64": { cpu: "mac-x64" },
  "windows-x86_64": { cpu: "win-x64", cuda: "win-x64-cuda", vulkan: "win-x64-vulkan" },
  "windows-aarch64": { cpu: "win-arm64" },
};

/** All names, each once. */
export const PACKAGE_NAMES: readonly string[] = [...new Set(Object.values(PACKAGES).flatMap(Object.values<string>))];

/**
 * Packages without a file in `locks/`, as the registry that the locks were written from did not have this release of them.
 * They are pinned by version alone: their bytes are those that the registry of the day names. Where `tools/write_locks.ts`
 * has written the lock of one, its name goes from here.
 */
export const UNLOCKED_PACKAGES: readonly string[] = [
  "mac-arm64-metal",
  "mac-x64",
  "win-x64",
  "win-x64-cuda",
  "win-x64-vulkan",
  "win-arm64",
];

/** What a registry says about one release of a package, as far as a lock holds it. */
export interface PackageManifest {
  /** The hash of the archive, as in Subresource Integrity. */
  readonly integrity: string;
  readonly os: readonly string[];
  readonly cpu: readonly string[];
}

/** The text of the lock file that lets Deno install a package with this hash and no other; `name` without its scope. */
export function lockText(name: string, { integrity, os, cpu }: PackageManifest): string {
  const list = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
  const key = `@node-llama-cpp/${name}@${PACKAGE_VERSION}`;
  return `{
  "version": "5",
  "specifiers": {
    "npm:${key}": "${PACKAGE_VERSION}"
  },
  "npm": {
    "${key}": {
      "integrity": ${JSON.stringify(integrity)},
      "os": ${list(os)},
      "cpu": ${list(cpu)}
    }
  }
}
`;
}
