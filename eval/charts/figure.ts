import { type Content, element, type Html } from "../page/html.ts";
import { type Color, colored } from "./svg.ts";
import { details, type Table, table } from "../page/table.ts";

/** What a colour or a kind of line stands for. */
export interface KeyEntry {
  /** Its meaning. */
  readonly label: string;
  /** The colour. */
  readonly color: Color;
  /** How it looks in the chart. Default `block`. */
  readonly shape?: "block" | "line" | "dashed";
}

/** A chart with what belongs to it. */
export interface Figure {
  /** What is shown. */
  readonly title: string;
  /** The drawing; none where there are no data, which `note` then says. */
  readonly chart?: Html;
  /** Where the chart has no room for labels. Default: none. */
  readonly key?: readonly KeyEntry[];
  /** How to read it. Default: nothing. */
  readonly note?: string;
  /** `tall` stands beside two others, `wide` alone. Default: one of two in a row. */
  readonly place?: "tall" | "wide";
  /** The data of the chart. */
  readonly data?: Table;
}

/** A chart, its title and key above, its data behind. */
export function figure({ title, chart, key = [], note, place, data }: Figure): Html {
  const content: Content = [
    element("figcaption", {}, title),
    key.length === 0 ? "" : element("p", { class: "key" }, key.map(keyEntry)),
    chart ?? "",
    note === undefined ? "" : element("p", { class: "note" }, note),
    data === undefined ? "" : details("Data", table(data)),
  ];
  return element("figure", { class: place }, content);
}

/** A part of the page: a heading, and figures that stand side by side where there is room. */
export function section(title: string, { id, content }: { readonly id: string; readonly content: Content }): Html {
  return element("section", { id }, [
    element("h2", {}, title),
    element("div", { class: "figures" }, content),
  ]);
}

function keyEntry({ label, color, shape = "block" }: KeyEntry): Html {
  return element("span", { style: colored(color) }, [element("i", { class: shape }), label]);
}
