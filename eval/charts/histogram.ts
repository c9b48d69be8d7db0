/**
 * Histograms side by side, on the same scales.
 *
 * @module
 */
import { short, whole } from "../page/format.ts";
import { element, type Html, rounded } from "../page/html.ts";
import {
  type Color,
  colored,
  cut,
  type Description,
  drawing,
  label,
  linePath,
  stroke,
  textWidth,
  WIDTH,
} from "./svg.ts";

/** One histogram of several that are compared. */
export interface Panel {
  /** Text above the histogram. */
  readonly label: string;
  /** One count a bin. */
  readonly counts: readonly number[];
  /** The bars' colour. */
  readonly color: Color;
}

/** The bins, the same for all panels. */
export interface Bins {
  /** What is measured, with its unit. */
  readonly label: string;
  /** Names a bin, from 0, in the tooltip and the data. */
  readonly name: (bin: number) => string;
  /** Labels below the axis: `at` is in bins from the left edge, 0.5 being the middle of the first. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

const GAP = 24;
const PLOT = 64;
const BASE = 32 + PLOT;
const PANEL = BASE + 24;

/** Draws histograms, two in a row. The largest bin of each carries its count. */
export function histograms(
  about: Description,
  { bins, panels }: { readonly bins: Bins; readonly panels: readonly Panel[] },
): Html {
  const columns = Math.min(2, panels.length);
  const width = (WIDTH - GAP * (columns - 1)) / columns;
  const count = Math.max(1, ...panels.map(({ counts }) => counts.length));
  const largest = Math.max(1, ...panels.flatMap(({ counts }) => counts));
  const rows = Math.ceil(panels.length / columns);
  const drawn = panels.map((panel, i) => {
    const [x, y] = [(i % columns) * (width + GAP), Math.floor(i / columns) * PANEL];
    const shape = { width: width / count, scale: PLOT / largest };
    return element("g", { transform: `translate(${rounded(x)} ${y})` }, [
      label(cut(panel.label), [0, 8]),
      bars(panel, bins, shape),
      stroke(linePath([[0, BASE], [width, BASE]]), { kind: "axis" }),
      bins.ticks.map((tick) =>
        label(tick.label, [tick.at * shape.width, BASE + 9], { anchor: "middle", kind: "tick" })
      ),
    ]);
  });
  return drawing(about, rows * PANEL + 8, [
    drawn,
    label(bins.label, [WIDTH, rows * PANEL - 2], { anchor: "end", kind: "muted" }),
  ]);
}

function bars({ counts, color }: Panel, bins: Bins, { width, scale }: { width: number; scale: number }): Html[] {
  const peak = counts.indexOf(Math.max(...counts));
  return counts.map((count, bin) => {
    const height = count * scale;
    const y = BASE - height;
    return element("g", { style: colored(color) }, [
      element("title", {}, `${bins.name(bin)}: ${whole(count)}`),
      element("rect", { class: "bar", x: bin * width + 0.5, y, width: Math.max(0.5, width - 1), height }),
      bin === peak && count > 0
        ? label(short(count), [Math.max((bin + 0.5) * width, textWidth(short(count)) / 2), y - 7], {
          anchor: "middle",
          kind: "tick",
        })
        : "",
    ]);
  });
}
