/**
 * Wheels made on the spot, for installations without a network.
 *
 * @module
 */
import assert from "node:assert/strict";
import { findPython } from "../find_python.ts";

const SCRIPT = `import hashlib, pathlib, sys, zipfile
folder, name, version, *requires = sys.argv[1:]
wheel = pathlib.Path(folder) / f"{name}-{version}-py3-none-any.whl"
info = f"{name}-{version}.dist-info/"
metadata = f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n"
files = {
    f"{name}.py": "VALUE = 42\\n",
    f"tests/test_{name}.py": "",
    info + "METADATA": metadata + "".join(f"Requires-Dist: {line}\\n" for line in requires),
    info + "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}
with zipfile.ZipFile(wheel, "w") as z:
    for path, text in files.items():
        z.writestr(path, text)
    z.writestr(info + "RECORD", "".join(f"{path},,\\n" for path in [*files, info + "RECORD"]))
print(wheel.as_uri(), "sha256:" + hashlib.sha256(wheel.read_bytes()).hexdigest())`;

/**
 * Writes a wheel of one module, whose `VALUE` is 42, and of a folder `tests`.
 *
 * @param requires what it needs beside it, as in `tiny>=2`
 * @returns its URL, and its hash as pip takes it
 */
export async function writeWheel(
  folder: string,
  name: string,
  version: string,
  requires: readonly string[] = [],
): Promise<{ readonly url: string; readonly hash: string }> {
  const { path } = await findPython();
  const command = new Deno.Command(path, { args: ["-I", "-c", SCRIPT, folder, name, version, ...requires] });
  const { success, stdout } = await command.output();
  assert.ok(success);
  const [url, hash] = new TextDecoder().decode(stdout).trim().split(" ");
  return { url, hash };
}
