/**
 * The folder for what is made once on this machine and kept.
 *
 * @module
 */
import { join } from "node:path";
import { RstarError } from "@rstar/core";
import { userHome, userPath } from "@rstar/system/user-path";

/**
 * `RSTAR_CACHE` where that is set, else `rstar` in the user's cache folder of this platform. It may not exist yet. Its path is
 * absolute, as programs are started with other working folders.
 *
 * @throws {RstarError} `bad_request` where the user has no home folder and no variable names another one
 */
export function cacheFolder(): string {
  const named = (name: string): string | undefined => {
    const path = Deno.env.get(name);
    return path ? userPath(path) : undefined;
  };
  return named("RSTAR_CACHE") ?? join(platformFolder(named) ?? join(home(), ".cache"), "rstar");
}

function platformFolder(named: (name: string) => string | undefined): string | undefined {
  if (Deno.build.os === "windows") return named("LOCALAPPDATA") ?? join(home(), "AppData", "Local");
  return Deno.build.os === "darwin" ? join(home(), "Library", "Caches") : named("XDG_CACHE_HOME");
}

function home(): string {
  const found = userHome();
  if (found !== undefined) return found;
  const reason = `there is no home folder (HOME is ${Deno.env.get("HOME") ?? "not set"})`;
  throw new RstarError("bad_request", `Cannot keep what is installed as ${reason}: set HOME or RSTAR_CACHE`);
}
