/**
 * A file system with little room: a full disk for tests.
 *
 * @module
 */

/** A mounted file system. Dispose it: it is unmounted, also where files in it are open. */
export interface SmallDisk extends Disposable {
  /** Where it is mounted. */
  readonly path: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives that room back. */
  free(): void;
}

/** Whether this process may mount one; tests that need it are skipped elsewhere. */
export const CAN_MOUNT: boolean = canMount();

/** Mounts one in the memory, of `kilobytes`. */
export function smallDisk(kilobytes: number): SmallDisk {
  const path = Deno.makeTempDirSync({ prefix: "rstar-disk-" });
  if (!run("mount", "-t", "tmpfs", "-o", `size=${kilobytes}k`, "none", path)) throw new Error(`Cannot mount ${path}`);
  return {
    path,
    fill() {
      using file = Deno.openSync(`${path}/filling`, { write: true, create: true, append: true });
      try {
        for (const block = new Uint8Array(4096);;) file.writeSync(block);
      } catch { /* it is full */ }
    },
    free: () => Deno.removeSync(`${path}/filling`),
    [Symbol.dispose]() {
      run("umount", "-l", path);
      Deno.removeSync(path);
    },
  };
}

function canMount(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  try {
    using _disk = smallDisk(64);
    return true;
  } catch {
    return false;
  }
}

function run(program: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false; // there is no such program
  }
}
