/**
 * Makes an input smaller as long as it still shows what it showed.
 *
 * @module
 */

/**
 * Removes parts, large ones first and single bytes last, as delta debugging does.
 *
 * @param fails whether an input still shows the defect
 * @param until when to stop, in `performance.now()`
 */
export async function minimize(
  input: Uint8Array<ArrayBuffer>,
  fails: (input: Uint8Array<ArrayBuffer>) => Promise<boolean>,
  until: number,
): Promise<Uint8Array<ArrayBuffer>> {
  let smallest = input;
  for (let size = input.length >> 1; size >= 1; size = Math.min(size - 1, Math.ceil(size * 0.7))) {
    for (let at = 0; at < smallest.length;) {
      if (performance.now() > until) return smallest;
      const shorter = Uint8Array.from([...smallest.subarray(0, at), ...smallest.subarray(at + size)]);
      if (await fails(shorter)) smallest = shorter;
      else at += smallest.length > 256 ? size : 1;
    }
  }
  return smallest;
}
