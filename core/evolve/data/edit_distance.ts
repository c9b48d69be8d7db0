/**
 * The edit distance of two texts, up to a limit.
 *
 * @module
 */

/**
 * Levenshtein distance in code points, or `limit` where it is at least that.
 *
 * Only cells within `limit` of the diagonal are computed: time is O(length · limit).
 *
 * @param options.limit largest distance of interest, ≥ 0. Default unbounded
 */
export function editDistance(
  left: string,
  right: string,
  { limit = Infinity }: { readonly limit?: number } = {},
): number {
  let [long, short] = [[...left], [...right]];
  if (long.length < short.length) [long, short] = [short, long];
  let start = 0;
  while (start < short.length && long[start] === short[start]) start++;
  let end = 0;
  while (end < short.length - start && long.at(-1 - end) === short.at(-1 - end)) end++;
  return distance(long.slice(start, long.length - end), short.slice(start, short.length - end), limit);
}

function distance(long: readonly string[], short: readonly string[], limit: number): number {
  if (long.length - short.length >= limit) return limit;
  const width = short.length;
  // Two rows of the table. Cells right of the band are at least `limit`, so values of earlier rows may stay in them.
  let above = Array.from({ length: width + 1 }, (_, column) => column);
  let cells = new Array<number>(width + 1).fill(Infinity);
  for (let row = 1; row <= long.length; row++) {
    const from = Math.max(1, row - limit), to = Math.min(width, row + limit);
    cells[from - 1] = from === 1 ? row : Infinity;
    let least = cells[from - 1];
    for (let column = from; column <= to; column++) {
      const change = above[column - 1] + (long[row - 1] === short[column - 1] ? 0 : 1);
      cells[column] = Math.min(change, above[column] + 1, cells[column - 1] + 1);
      least = Math.min(least, cells[column]);
    }
    if (least >= limit) return limit;
    [above, cells] = [cells, above];
  }
  return Math.min(above[width], limit);
}
