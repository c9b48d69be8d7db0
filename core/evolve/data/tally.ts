/** Adds to a count by name; names come up as they are counted. */
export function tally(counts: Record<string, number>, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}
