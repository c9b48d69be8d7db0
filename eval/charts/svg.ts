import { type Content, element, type Html, rounded } from "../page/html.ts";

/** Width of a drawing in its own units; about as many pixels on a narrow screen, so that its text stays readable there. */
export const WIDTH = 360;
/** Height of a line of text, in the same units. */
export const TEXT_HEIGHT = 12;

/** A colour as CSS: a custom property of the page, so that it fits light and dark. */
export type Color = string;

/** A point of a drawing; y grows downwards. */
export type Point = readonly [x: number, y: number];

/** What a screen reader says of a drawing. */
export interface Description {
  /** Unique in the page. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** What there is to see, in a sentence or two. */
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
  /** Which end of it is at the point. Default `start`. */
  readonly anchor?: "start" | "middle" | "end";
  /** Kind of text, for the style sheet. Default: none. */
  readonly kind?: string;
  /** Default: the page's. */
  readonly color?: Color;
}

/** A line of text, centred vertically on a point. */
export function label(text: string, [x, y]: Point, { anchor, kind, color }: LabelOptions = {}): Html {
  return element("text", { x, y, "text-anchor": anchor, class: kind, style: colored(color) }, text);
}

/** A line; its kind is for the style sheet. */
export function stroke(path: string, { kind, color }: { readonly kind: string; readonly color?: Color }): Html {
  return element("path", { class: kind, style: colored(color), d: path });
}

/** The style that hands a colour to the style sheet. */
export function colored(color: Color | undefined): string | undefined {
  return color && `--c:${color}`;
}

/**
 * The path of a line through points; null is a gap. A point alone between gaps becomes a line of no length, which round
 * caps show as a dot.
 */
export function linePath(points: readonly (Point | null)[]): string {
  return points.map((point, i) => {
    if (point === null) return "";
    const isFirst = (points[i - 1] ?? null) === null;
    const isLast = (points[i + 1] ?? null) === null;
    return `${isFirst ? "M" : "L"}${point.map(rounded)}${isFirst && isLast ? "h0" : ""}`;
  }).join("");
}

/** About how wide a line of text is; the page's font is not known here. */
export function textWidth(text: string): number {
  return 6.3 * text.length;
}

/** Text cut to a number of characters, with an ellipsis. */
export function cut(text: string, characters = 18): string {
  const all = [...text];
  return all.length <= characters ? text : `${all.slice(0, characters - 1).join("")}…`;
}
