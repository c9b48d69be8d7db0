/**
 * Files that may be missing, and files that appear whole or not at all.
 *
 * @module
 */

/** Whether there is a file or folder at `path`; false also where permission to look is missing. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Whether there is a file, not a folder, at `path`; false also where permission to look is missing. */
export async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isFile, () => false);
}

/**
 * The text of a file; null where there is none.
 *
 * @throws {Error} any error of reading except `NotFound`
 */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Writes a file that appears whole or not at all: the text goes to `<path>.part`, which is then renamed. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${path}.part`, text);
  await Deno.rename(`${path}.part`, path);
}
