/**
 * Horizontal bars of stacked parts.
 *
 * @module
 */
import { element, type Html } from "../page/html.ts";
import { sum } from "../statistics/mean.ts";
import { type Color, colored, cut, type Description, drawing, label, textWidth, WIDTH } from "./svg.ts";

/** A part of each bar. */
export interface Part {
  /** What it counts. */
  readonly label: string;
  /** The same in each bar. */
  readonly color: Color;
}

/** One bar. */
export interface Bar {
  /** Text before the bar. */
  readonly label: string;
  /** One value a part, each at least 0. */
  readonly values: readonly number[];
  /** Text behind the bar. Default none. */
  readonly total?: string;
}

const ROW = 30;
const BAR = 20;

/**
 * Draws stacked bars without an axis: parts with room for it carry their value, the ends of the bars their total.
 *
 * @param options `shared`, default false: each bar has the full length and shows the shares of its parts; otherwise
 * lengths compare across bars
 */
export function barChart(
  about: Description,
  { parts, bars, format, shared = false }: {
    readonly parts: readonly Part[];
    readonly bars: readonly Bar[];
    readonly format: (value: number) => string;
    readonly shared?: boolean;
  },
): Html {
  const left = Math.max(...bars.map((bar) => textWidth(cut(bar.label)))) + 6;
  const room = WIDTH - left - Math.max(0, ...bars.map(({ total = "" }) => textWidth(total) + 8));
  const longest = Math.max(...bars.map(({ values }) => sum(values)));
  const rows = bars.map((bar, row) => {
    const y = row * ROW + ROW / 2;
    const total = sum(bar.values);
    const scale = room / ((shared ? total : longest) || 1);
    let x = left;
    const segments = bar.values.map((value, i) => {
      const width = value * scale;
      const text = format(shared ? value / (total || 1) : value);
      const at = x;
      x += width;
      return width === 0 ? [] : [segment({ part: parts[i], x: at, y, width, text, of: bar.label })];
    });
    return [
      label(cut(bar.label), [left - 6, y], { anchor: "end" }),
      segments,
      label(bar.total ?? "", [x + 6, y], { kind: "total" }),
    ];
  });
  return drawing(about, bars.length * ROW, rows);
}

function segment(
  { part, x, y, width, text, of }: { part: Part; x: number; y: number; width: number; text: string; of: string },
): Html {
  const inside = width >= textWidth(text) + 6 ? label(text, [x + width / 2, y], { anchor: "middle", kind: "on" }) : "";
  return element("g", { style: colored(part.color) }, [
    element("title", {}, `${of}, ${part.label}: ${text}`),
    element("rect", { class: "bar", x, y: y - BAR / 2, width, height: BAR }),
    inside,
  ]);
}
