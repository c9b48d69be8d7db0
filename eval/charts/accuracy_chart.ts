/**
 * Accuracy over a growing budget as a self-contained SVG image: lines over evenly spaced budgets, each point with its
 * interval.
 *
 * The other charts need the style sheet of a page and have no intervals; this one also fits into a Markdown file.
 *
 * @module
 */
import { percentagePoints } from "../page/format.ts";
import { escapeHtml } from "../page/html.ts";
import type { ShareInterval } from "../statistics/wilson.ts";

/** One point of a line: a share with its interval. */
export interface AccuracyPoint extends ShareInterval {
  /** The share of problems solved, in [0, 1]. */
  readonly share: number;
}

/** One line, a point a budget. */
export interface AccuracyLine {
  /** Text in the legend. */
  readonly label: string;
  /** In the order of the budgets. */
  readonly points: readonly AccuracyPoint[];
}

/** What {@linkcode accuracyChart} draws. */
export interface AccuracyChart {
  /** Heading. */
  readonly title: string;
  /** What is budgeted, with its unit. */
  readonly xLabel: string;
  /** One a budget: its number, and a note below it. */
  readonly budgets: readonly (readonly [name: string, note: string])[];
  /** At most four, as there are four colours. */
  readonly lines: readonly AccuracyLine[];
}

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 52;
const RIGHT = WIDTH - 20;
const TOP = 64;
const BOTTOM = HEIGHT - 64;
/** Lines are shifted by so many units, so that their intervals do not cover each other. */
const SHIFT = 5;
/** They differ in lightness as well, and so under each kind of colour blindness. */
const COLORS = ["#0b45b8", "#c24e00", "#2c8072", "#651062"];
const STEPS = [0.05, 0.1, 0.2];
const MOST_TICKS = 8;

/**
 * Draws a chart.
 *
 * @returns an SVG document
 * @throws {RangeError} a line has more or fewer points than there are budgets, or there are more lines than colours
 */
export function accuracyChart({ title, xLabel, budgets, lines }: AccuracyChart): string {
  if (lines.length > COLORS.length || lines.some(({ points }) => points.length !== budgets.length)) {
    throw new RangeError(`Cannot draw ${lines.length} lines over ${budgets.length} budgets`);
  }
  const ticks = yTicks(lines.flatMap(({ points }) => points));
  const [low, high] = [ticks[0], ticks.at(-1)!];
  const x = (index: number): number => LEFT + 24 + index * (RIGHT - LEFT - 48) / Math.max(1, budgets.length - 1);
  const y = (share: number): number => BOTTOM - (share - low) / (high - low) * (BOTTOM - TOP);
  const content = [
    `<title>${escapeHtml(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(title, 16, 22, 'font-weight="600" font-size="14"'),
    ...ticks.flatMap((tick) => [
      `<path d="M${LEFT} ${round(y(tick))}H${RIGHT}" stroke="#d8dbd8"/>`,
      text(`${Math.round(100 * tick)} %`, LEFT - 8, y(tick) + 4, 'text-anchor="end" fill="#4d555d"'),
    ]),
    ...budgets.flatMap(([name, note], index) => [
      text(name, x(index), BOTTOM + 18, 'text-anchor="middle"'),
      text(note, x(index), BOTTOM + 33, 'text-anchor="middle" fill="#4d555d" font-size="10"'),
    ]),
    text(xLabel, (LEFT + RIGHT) / 2, HEIGHT - 12, 'text-anchor="middle" fill="#4d555d"'),
    ...lines.flatMap((line, index) => drawnLine(line, { index, count: lines.length, x, y })),
  ];
  const attributes = `viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img"`;
  const font = 'font-family="system-ui, sans-serif" font-size="12" fill="#1c2024"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${attributes} ${font}>\n${content.join("\n")}\n</svg>\n`;
}

function drawnLine(
  { label, points }: AccuracyLine,
  { index, count, x, y }: {
    readonly index: number;
    readonly count: number;
    readonly x: (index: number) => number;
    readonly y: (share: number) => number;
  },
): string[] {
  const color = COLORS[index];
  const shift = (index - (count - 1) / 2) * SHIFT;
  const place = (at: number): number => round(x(at) + shift);
  const path = points.map(({ share }, at) => `${at === 0 ? "M" : "L"}${place(at)} ${round(y(share))}`).join("");
  const legend = LEFT + index * (RIGHT - LEFT) / count;
  return [
    `<path d="M${round(legend)} 44h18" stroke="${color}" stroke-width="2.5"/>`,
    text(label, legend + 24, 48, `fill="${color}" font-weight="600"`),
    `<path d="${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
    ...points.map(({ share, low, high }, at) =>
      `<path d="M${place(at)} ${round(y(low))}V${round(y(high))}" stroke="${color}" stroke-opacity="0.45"/>` +
      `<circle cx="${place(at)}" cy="${round(y(share))}" r="3.5" fill="${color}">` +
      `<title>${
        escapeHtml(`${label}: ${percentagePoints(share)} (${percentagePoints(low)}–${percentagePoints(high)})`)
      }</title></circle>`
    ),
  ];
}

/** Multiples of a round step from below the lowest interval to above the highest. */
function yTicks(points: readonly AccuracyPoint[]): number[] {
  const [low, high] = [Math.min(...points.map((point) => point.low)), Math.max(...points.map((point) => point.high))];
  const ends = (step: number): readonly [number, number] => {
    const first = Math.floor(low / step + 1e-9);
    return [first, Math.max(first + 1, Math.ceil(high / step - 1e-9))];
  };
  const step = STEPS.find((size) => ends(size)[1] - ends(size)[0] < MOST_TICKS) ?? STEPS.at(-1)!;
  const [first, last] = ends(step);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

function text(content: string, x: number, y: number, attributes: string): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escapeHtml(content)}</text>`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
