/**
 * What commands print, for tests that call them as functions.
 *
 * @module
 */

/** What a command prints to stdout, a line each; it is not printed. */
export async function printed(command: () => Promise<unknown>): Promise<string[]> {
  const decoder = new TextDecoder();
  const { writeSync } = Deno.stdout;
  let text = "";
  Deno.stdout.writeSync = (bytes) => {
    text += decoder.decode(bytes, { stream: true });
    return bytes.length;
  };
  try {
    await command();
  } finally {
    Deno.stdout.writeSync = writeSync;
  }
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
