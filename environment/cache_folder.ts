/**
 * The folder for what is made once on this machine and kept.
 *
 * @module
 */

/** `RSTAR_CACHE` where that is set, else `rstar` in the user's cache folder of this platform. It may not exist yet. */
export function cacheFolder(): string {
  const own = Deno.env.get("RSTAR_CACHE");
  if (own) return own;
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  if (Deno.build.os === "windows") return `${Deno.env.get("LOCALAPPDATA") ?? `${home}\\AppData\\Local`}\\rstar`;
  if (Deno.build.os === "darwin") return `${home}/Library/Caches/rstar`;
  return `${Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`}/rstar`;
}
