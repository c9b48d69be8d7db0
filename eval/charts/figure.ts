/**
 * A chart on the page with what belongs to it: title, key, note, and its data as a table.
 *
 * @module
 */
import { type Content, element, type Html } from "../page/html.ts";
import { details, type Table, table } from "../page/page.ts";
import { type Color, colored } from "./svg.ts";

/** An entry of the key: what a colour or a kind of line means. */
export interface KeyEntry {
  /** The meaning. */
  readonly label: string;
  /** The same as in the chart. */
  readonly color: Color;
  /** Shape of the sample. Default `block`. */
  readonly shape?: "block" | "line" | "dashed";
}

/** What {@linkcode figure} writes. */
export interface Figure {
  /** Caption. */
  readonly title: string;
  /** The drawing; undefined where there are no data, which `note` then says. */
  readonly chart?: Html;
  /** For charts that have no room for labels. Default none. */
  readonly key?: readonly KeyEntry[];
  /** How to read the chart. Default none. */
  readonly note?: string;
  /** `tall`: beside two others; `wide`: alone in its row. Default: one of two in a row. */
  readonly place?: "tall" | "wide";
  /** The numbers of the chart, folded. Default none. */
  readonly data?: Table;
}

/** A chart with its title and key above, note and data below. */
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

/** A section of the page: a heading, and figures side by side where there is room. */
export function section(title: string, { id, content }: { readonly id: string; readonly content: Content }): Html {
  return element("section", { id }, [
    element("h2", {}, title),
    element("div", { class: "figures" }, content),
  ]);
}

function keyEntry({ label, color, shape = "block" }: KeyEntry): Html {
  return element("span", { style: colored(color) }, [element("i", { class: shape }), label]);
}
