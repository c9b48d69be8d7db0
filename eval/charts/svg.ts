/**
 * The primitives of every chart: drawings, labels, lines, and how much room text takes.
 *
 * @module
 */
import { type Content, element, type Html, rounded } from "../page/html.ts";

/** Width of a drawing in its own units: about as many pixels on a narrow screen, where its text stays readable. */
export const WIDTH = 360;
/** Height of a line of text, in the units of {@linkcode WIDTH}. */
export const TEXT_HEIGHT = 12;

/** A colour as CSS: a custom property of the page, so that it fits light and dark. */
export type Color = string;

/** A point of a drawing; y grows downwards. */
export type Point = readonly [x: number, y: number];

/** What a screen reader reads out. */
export interface Description {
  /** Unique in the page; prefixes the ids of title and description. */
  readonly id: string;
  /** Heading. */
  readonly title: string;
  /** What the drawing shows, in a sentence or two. */
  readonly description: string;
}

/** A drawing of {@linkcode WIDTH} by `height`. */
export function drawing({ id, title, description }: Description, height: number, content: Content): Html {
  const attributes = {
    viewBox: `0 0 ${WIDTH} ${rounded(height)}`,
    role: "img",
    "aria-labelledby": `${id}-title ${id}-desc`,
  };
  return element("svg", attributes, [
    element("title", { id: `${id}-title` }, title),
    element("desc", { id: `${id}-desc` }, description),
    content,
  ]);
}

/** How a line of text looks. */
export interface LabelOptions {
  /** Which end of the line is at the point. Default `start`. */
  readonly anchor?: "start" | "middle" | "end";
  /** CSS class. Default none. */
  readonly kind?: string;
  /** Default: the colour of the page's text. */
  readonly color?: Color;
}

/** A line of text, centred vertically on a point. */
export function label(text: string, [x, y]: Point, { anchor, kind, color }: LabelOptions = {}): Html {
  return element("text", { x, y, "text-anchor": anchor, class: kind, style: colored(color) }, text);
}

/** A line along an SVG path; `kind` is its CSS class. */
export function stroke(path: string, { kind, color }: { readonly kind: string; readonly color?: Color }): Html {
  return element("path", { class: kind, style: colored(color), d: path });
}

/** The `style` attribute by which the style sheet gets a colour, as `--c`. */
export function colored(color: Color | undefined): string | undefined {
  return color && `--c:${color}`;
}

/**
 * The SVG path of a line through points; null is a gap. A single point between gaps becomes a line of no length, which
 * round caps show as a dot.
 */
export function linePath(points: readonly (Point | null)[]): string {
  return points.map((point, i) => {
    if (point === null) return "";
    const isFirst = (points[i - 1] ?? null) === null;
    const isLast = (points[i + 1] ?? null) === null;
    return `${isFirst ? "M" : "L"}${point.map(rounded)}${isFirst && isLast ? "h0" : ""}`;
  }).join("");
}

/** The estimated width of a line of text, in the units of {@linkcode WIDTH}: the page's font is not known here. */
export function textWidth(text: string): number {
  return 6.3 * text.length;
}

/** Text of at most so many code points, the last an ellipsis where some were cut. */
export function cut(text: string, characters = 18): string {
  const all = [...text];
  return all.length <= characters ? text : `${all.slice(0, characters - 1).join("")}…`;
}
