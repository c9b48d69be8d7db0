/**
 * Labels at the ends of lines that must not cover each other.
 *
 * @module
 */

/**
 * Moves labels apart, as little as needed.
 *
 * @param places the best coordinate of each label
 * @returns a coordinate a label, in the same order: at least `gap` apart, within `low` and `high`; where not all fit, the
 * gap shrinks
 */
export function spreadLabels(
  places: readonly number[],
  { gap, low, high }: { readonly gap: number; readonly low: number; readonly high: number },
): number[] {
  const room = Math.min(gap, (high - low) / Math.max(1, places.length - 1));
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const spread = [...places];
  let next = low;
  for (const i of order) {
    spread[i] = Math.max(spread[i], next);
    next = spread[i] + room;
  }
  next = high;
  for (const i of order.reverse()) {
    spread[i] = Math.min(spread[i], next);
    next = spread[i] - room;
  }
  return spread;
}
