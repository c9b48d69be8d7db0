/** A point of a curve; y is null where it was not finite. */
export type CurvePlace = readonly [x: number, y: number | null];

/**
 * A curve of at most about `most` points that looks the same: of each stretch the first, the lowest, the highest, the last
 * and one that is null, in their order.
 */
export function thinCurve(points: readonly CurvePlace[], most = 600): readonly CurvePlace[] {
  if (points.length <= most) return points;
  const size = Math.ceil(points.length / (most / 4));
  const kept = new Set<number>([points.length - 1]);
  for (let start = 0; start < points.length; start += size) {
    const stretch = points.slice(start, start + size).map(([, y], i) => ({ y, i: start + i }));
    const finite = stretch.filter(({ y }) => y !== null).sort((a, b) => a.y! - b.y!);
    const gap = stretch.find(({ y }) => y === null);
    for (const point of [stretch[0], finite[0], finite.at(-1), gap]) if (point) kept.add(point.i);
  }
  return [...kept].sort((a, b) => a - b).map((i) => points[i]);
}

/** Every k-th of `items`, the last among them, at most `most` in all: for a table. */
export function sampled<T>(items: readonly T[], most = 20): T[] {
  const every = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, i) => (items.length - 1 - i) % every === 0);
}
