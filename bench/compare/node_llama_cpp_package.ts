/**
 * npm's node-llama-cpp, of the release whose prebuilt library the engine uses, with llama.cpp's sources.
 *
 * @module
 */
import { cacheFolder } from "@rstar/environment";
import { PACKAGE_VERSION, packageName } from "@rstar/native/library";
import { exists } from "@rstar/system";

/** Where the installed package is. */
export interface NodeLlamaCppPackage {
  /** The folder of this version in the user's cache, with `node_modules` in it. */
  readonly root: string;
  /** A git bundle of llama.cpp's sources. */
  readonly sources: string;
  /** The folder of the prebuilt libraries, the same as the engine's. */
  readonly libraries: string;
}

/**
 * Installs node-llama-cpp into the user's cache, unless it is there.
 *
 * @throws {Error} npm is missing or fails
 */
export async function nodeLlamaCppPackage(): Promise<NodeLlamaCppPackage> {
  const root = `${cacheFolder()}/compare/${PACKAGE_VERSION}`;
  const platform = packageName(`${Deno.build.os}-${Deno.build.arch}`, "cpu");
  const library = `@node-llama-cpp/${platform}`;
  const modules = `${root}/node_modules`;
  if (!await exists(`${modules}/node-llama-cpp/package.json`)) {
    await Deno.mkdir(root, { recursive: true });
    await Deno.writeTextFile(`${root}/package.json`, '{ "private": true }\n');
    const packages = ["node-llama-cpp", library].map((name) => `${name}@${PACKAGE_VERSION}`);
    await runTool("npm", ["install", "--omit=optional", "--ignore-scripts", ...packages], root);
  }
  return {
    root,
    sources: `${modules}/node-llama-cpp/llama/gitRelease.bundle`,
    libraries: `${modules}/${library}/bins/${platform}`,
  };
}

/**
 * Runs a tool in the folder `cwd` to its end, with its output on stderr.
 *
 * @throws {Error} it cannot be started, or its exit code is not 0
 */
export async function runTool(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = new Deno.Command(command, { args: [...args], cwd, stdin: "null", stdout: "piped" }).spawn();
  await child.stdout.pipeTo(Deno.stderr.writable, { preventClose: true });
  const { code } = await child.status;
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with code ${code}`);
}
