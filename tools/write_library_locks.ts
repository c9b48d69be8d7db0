/**
 * Writes `native/library/locks/`: a lock file for each package of llama.cpp that the code can choose, with the hash that the
 * registry gives. Nothing of the packages is downloaded, as they have up to 177 MB each.
 *
 * @module
 */
import { lockText, PACKAGE_NAMES, PACKAGE_VERSION } from "../native/library/packages.ts";

const FOLDER = new URL("../native/library/locks/", import.meta.url);
const REGISTRY = "https://registry.npmjs.org";

/**
 * Writes the locks anew.
 *
 * @returns the packages without a lock, as the registry does not have them in this release
 * @throws {Error} the registry cannot be reached, or gives no sha512
 */
export async function writeLibraryLocks(): Promise<string[]> {
  const missing: string[] = [];
  for (const name of PACKAGE_NAMES) {
    const url = `${REGISTRY}/@node-llama-cpp%2f${name}/${PACKAGE_VERSION}`;
    const response = await fetch(url);
    const path = new URL(`${name}.lock`, FOLDER);
    if (response.status === 404) {
      await response.body?.cancel();
      const old = await Deno.readTextFile(path).catch(() => "");
      if (old.includes(`"npm:@node-llama-cpp/${name}@${PACKAGE_VERSION}"`)) continue; // written where another registry had it
      if (old !== "") await Deno.remove(path);
      missing.push(name);
      continue;
    }
    if (!response.ok) throw new Error(`Cannot write ${name}.lock as ${url} answers with ${response.status}`);
    const { dist, os, cpu } = await response.json();
    if (!/^sha512-[\w+/]{86}==$/.test(dist?.integrity)) {
      throw new Error(`Cannot write ${name}.lock as ${url} names no sha512: ${dist?.integrity}`);
    }
    await Deno.writeTextFile(path, lockText(name, { integrity: dist.integrity, os, cpu }));
  }
  return missing;
}
