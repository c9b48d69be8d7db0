/**
 * Lines over a common x axis, each labelled at its end.
 *
 * @module
 */
import { element, type Html } from "../page/html.ts";
import { type Interval, linearScale, logScale, logTicks, niceTicks, sampled, type Scale } from "./scale.ts";
import { spreadLabels } from "./spread_labels.ts";
import {
  type Color,
  colored,
  cut,
  type Description,
  drawing,
  label,
  linePath,
  type Point,
  stroke,
  TEXT_HEIGHT,
  textWidth,
  WIDTH,
} from "./svg.ts";

/** One of the two axes. */
export interface Axis {
  /** What is measured, with its unit. */
  readonly label: string;
  /** Writes a value at a tick or in a tooltip. */
  readonly format: (value: number) => string;
  /** Values to mark, the first and the last of which bound the chart. Default: round ones around the data. */
  readonly ticks?: readonly number[];
  /** Whether the axis starts at zero whatever the data. Default false. */
  readonly zero?: boolean;
  /** Whether the axis is logarithmic where the data are above zero and span a factor of eight. Default false. */
  readonly log?: boolean;
}

/** A point of a line; y is null where there is no finite value. */
export type LinePoint = readonly [x: number, y: number | null];

/** One line. */
export interface Line {
  /** Text at its end; "" for none. */
  readonly label: string;
  /** In the order of x; null leaves a gap. */
  readonly points: readonly LinePoint[];
  /** The colour of line and label. */
  readonly color: Color;
  /** Whether the line is dashed and has no tooltips. Default false. */
  readonly dashed?: boolean;
}

const TOP = 26;
const BOTTOM = 34;
const HEIGHT = 226;
const LOG_FACTOR = 8;
const SHORTEST_LEADER = 8;
const MOST_DOTS = 12;
const MOST_TOOLTIPS = 60;

/** Draws lines. Few points have dots, and a tooltip each; a curve of many points has neither. */
export function lineChart(
  about: Description,
  { x, y, lines }: { readonly x: Axis; readonly y: Axis; readonly lines: readonly Line[] },
): Html {
  const bottom = HEIGHT - BOTTOM;
  const points = lines.flatMap((line) => line.points);
  const yScale = scaleOf(y, {
    values: points.flatMap(([, value]) => value === null ? [] : [value]),
    range: [bottom, TOP],
  });
  const left = longest(yScale.ticks, y) + 8;
  const right = WIDTH - Math.max(12, ...lines.map((line) => 1.1 * textWidth(cut(line.label)) + 8));
  const scales = { x: scaleOf(x, { values: points.map(([value]) => value), range: [left + 6, right] }), y: yScale };
  const xLabels = Math.max(1, Math.floor((right - left) / (longest(scales.x.ticks, x) + 10)));
  return drawing(about, HEIGHT, [
    label(y.label, [0, 8], { kind: "muted" }),
    label(x.label, [right, HEIGHT - 6], { anchor: "end", kind: "muted" }),
    scales.y.ticks.map((tick) => [
      stroke(linePath([[left, scales.y.at(tick)], [right, scales.y.at(tick)]]), { kind: "grid" }),
      label(y.format(tick), [left - 6, scales.y.at(tick)], { anchor: "end", kind: "tick" }),
    ]),
    sampled(scales.x.ticks, xLabels).map((tick) =>
      label(x.format(tick), [scales.x.at(tick), bottom + 14], { anchor: "middle", kind: "tick" })
    ),
    lines.map((line) => mark(line, scales)),
    endLabels(lines, scales, right),
    lines.map((line) => tooltips(line, { x, y }, scales)),
  ]);
}

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

function scaleOf(
  { ticks, zero = false, log = false }: Axis,
  { values, range }: { readonly values: readonly number[]; readonly range: Interval },
): Scale {
  if (ticks) return linearScale(ticks, range);
  if (values.length === 0) return linearScale([0, 1], range);
  const [low, high] = extent(zero ? [0, ...values] : values);
  const isWide = low > 0 && high / low >= LOG_FACTOR;
  return log && isWide ? logScale(logTicks([low, high]), range) : linearScale(niceTicks([low, high]), range);
}

function extent(values: readonly number[]): Interval {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

function longest(ticks: readonly number[], { format }: Axis): number {
  return Math.max(...ticks.map((tick) => textWidth(format(tick))));
}

function mark({ points, color, dashed }: Line, { x, y }: Scales): Html[] {
  const places = points.map(([px, py]): Point | null => py === null ? null : [x.at(px), y.at(py)]);
  const dots = points.length > MOST_DOTS ? [] : places.filter((point) => point !== null);
  return [
    stroke(linePath(places), { kind: dashed ? "line dashed" : "line", color }),
    ...dots.map(([cx, cy]) =>
      element("circle", { class: dashed ? "ring" : "dot", style: colored(color), cx, cy, r: 2.5 })
    ),
  ];
}

/** Labels right of the chart, at the heights where their lines end or as near as the others allow, with a leader line. */
function endLabels(lines: readonly Line[], { x, y }: Scales, right: number): Html[][] {
  const ends = lines.flatMap(({ label, points, color }) => {
    const last = points.findLast(([, value]) => value !== null);
    return label === "" || !last ? [] : [{ label: cut(label), color, x: x.at(last[0]), y: y.at(last[1]!) }];
  });
  const bounds = { gap: TEXT_HEIGHT, low: TOP - 6, high: HEIGHT - BOTTOM };
  const heights = spreadLabels(ends.map((end) => end.y), bounds);
  return ends.map(({ label: text, color, x, y }, i) =>
    [
      right - x > SHORTEST_LEADER
        ? stroke(linePath([[x + 4, y], [right, y], [right + 4, heights[i]]]), { kind: "leader", color })
        : [],
      label(text, [right + 6, heights[i]], { kind: "end", color }),
    ].flat()
  );
}

/** Invisible discs with tooltips, larger than the dots. */
function tooltips({ label, points, dashed }: Line, axes: { x: Axis; y: Axis }, { x, y }: Scales): Html[] {
  if (dashed || points.length > MOST_TOOLTIPS) return [];
  return points.flatMap(([px, py]) => {
    if (py === null) return [];
    const text = `${label ? `${label}, ` : ""}${axes.x.label} ${axes.x.format(px)}: ${axes.y.format(py)}`;
    return [element("circle", { class: "target", cx: x.at(px), cy: y.at(py), r: 7 }, element("title", {}, text))];
  });
}

/**
 * A curve of about `most` points at most that looks like the whole: of each stretch the first, the lowest and the highest
 * point and one that is null, and the last point of all, in their order.
 */
export function thinCurve(points: readonly LinePoint[], most = 600): readonly LinePoint[] {
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
