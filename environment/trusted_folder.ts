/**
 * Whether the programs in a folder are this user's own: what another user could have put there would run with this user's
 * rights, outside the sandbox.
 *
 * @module
 */
import { dirname } from "node:path";
import { RstarError } from "@rstar/core";

const ROOT_USER = 0;
const WRITABLE = { group: 0o020, others: 0o002 };
/** In a folder with this bit, users can rename and remove only what is theirs. */
const STICKY = 0o1000;

/**
 * Checks a folder of programs and every folder between it and `base`, itself included, as far as they exist: each belongs to this
 * user or root, and no other user can write into it. No folder above `base` may let everyone replace what is in it. A group of
 * the user's own, with the user's number, may write. On Windows nothing is checked.
 *
 * @param base the folder above those that this program makes; may be a link
 * @param path a folder below `base`, or `base`
 * @throws {RstarError} `python_unavailable` with the folder, and what is wrong with it
 */
export async function checkTrusted(base: string, path: string): Promise<void> {
  const user = Deno.uid();
  if (user === null) return;
  for (let folder = path;; folder = dirname(folder)) {
    const info = await ifThere(folder === base ? Deno.stat(folder) : Deno.lstat(folder));
    if (info) {
      const { uid, gid, mode } = info;
      if (uid !== user && uid !== ROOT_USER) throw untrusted(folder, `it belongs to another user (number ${uid})`);
      const groupWrites = (mode! & WRITABLE.group) !== 0 && gid !== uid;
      if (groupWrites || (mode! & WRITABLE.others) !== 0) throw untrusted(folder, "other users can write into it");
    }
    if (folder === base || folder === dirname(folder)) break;
  }
  const real = await ifThere(Deno.realPath(base));
  for (let folder = real; folder !== undefined && folder !== dirname(folder);) {
    folder = dirname(folder);
    const { mode } = await Deno.stat(folder);
    if ((mode! & WRITABLE.others) === 0 || (mode! & STICKY) !== 0) continue;
    throw untrusted(folder, "everyone can replace what is in it");
  }
}

async function ifThere<Value>(looked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await looked;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function untrusted(folder: string, reason: string): RstarError {
  const advice = 'take the right away ("chmod go-w"), or set RSTAR_CACHE to a folder of your own';
  return new RstarError("python_unavailable", `Cannot run programs from ${folder} as ${reason}: ${advice}`);
}
