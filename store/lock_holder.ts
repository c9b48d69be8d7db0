/**
 * Which process holds a file's lock, for the message to whoever wanted it.
 *
 * @module
 */

/** The number of the process that holds a POSIX lock on a file; null where that is unknown, as on other systems than Linux. */
export function lockHolder(path: string): number | null {
  try {
    const { dev, ino } = Deno.statSync(path);
    const locks = Deno.readTextFileSync("/proc/locks");
    const holder = locks.split("\n").map((line) => line.trim().split(/\s+/)).find(([, kind, , mode, , file]) =>
      kind === "POSIX" && mode === "WRITE" && file === `${deviceName(dev)}:${ino}`
    );
    return Number(holder?.[4]) || null;
  } catch {
    return null;
  }
}

/** A device as Linux lists it: major and minor number in hexadecimal, of two digits at least. */
function deviceName(dev: number): string {
  const bits = BigInt(dev);
  const major = ((bits >> 8n) & 0xfffn) | ((bits >> 32n) & ~0xfffn);
  const minor = (bits & 0xffn) | ((bits >> 12n) & ~0xffn & 0xffffffffn);
  return [major, minor].map((number) => number.toString(16).padStart(2, "0")).join(":");
}
