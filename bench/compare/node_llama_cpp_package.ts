import { cacheFolder } from "@rstar/environment";
import { PACKAGE_VERSION, packageName } from "@rstar/native/library";
import { exists } from "@rstar/system";
import { runTool } from "./run_tool.ts";

/** npm's node-llama-cpp, of the release whose prebuilt library the engine uses. */
export interface NodeLlamaCppPackage {
  /** The folder it is installed below: its version's. */
  readonly root: string;
  /** A git bundle of llama.cpp's sources. */
  readonly sources: string;
  /** The prebuilt libraries, which are the engine's, too. */
  readonly libraries: string;
}

/**
 * Installs node-llama-cpp into the user's cache, once.
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
