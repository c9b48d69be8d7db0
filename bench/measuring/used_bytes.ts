/**
 * Bytes of JavaScript's heap that are in use once nothing is left to collect.
 *
 * @throws {Error} Deno was not started with `--v8-flags=--expose-gc`
 */
export function usedBytes(): number {
  const { gc } = globalThis as unknown as { readonly gc?: () => void };
  if (!gc) throw new Error("Cannot collect garbage: run it with --v8-flags=--expose-gc");
  for (let i = 0; i < 4; i++) gc();
  return Deno.memoryUsage().heapUsed;
}
