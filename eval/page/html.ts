/**
 * HTML elements whose texts are escaped: what comes from files cannot become markup.
 *
 * @module
 */

/** Markup, which {@linkcode element} leaves as it is; it escapes all other text. */
export class Html {
  /** Takes `text` as markup: for what this program wrote itself, never for what came from a file. */
  constructor(
    /** Well-formed HTML. */
    readonly text: string,
  ) {}
}

/** What an element holds: text and numbers are escaped, {@linkcode Html} is not, a list is joined. */
export type Content = string | number | Html | readonly Content[];

/** Attributes by name. Numbers are rounded to two decimals; an attribute that is `undefined` is omitted. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const VOID_ELEMENTS: readonly string[] = ["meta"];

/** Text as HTML, fit for elements and for quoted attributes. Control characters become U+FFFD. */
export function escapeHtml(text: string): string {
  // deno-lint-ignore no-control-regex -- HTML allows none of them
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]).replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "\ufffd");
}

/** An element. Its name and the names of its attributes are not escaped; all values are. */
export function element(name: string, attributes: Attributes, content: Content = ""): Html {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === "number" ? rounded(value) : escapeHtml(value)}"`]
  );
  const start = `<${name}${written.join("")}>`;
  return new Html(VOID_ELEMENTS.includes(name) ? start : `${start}${write(content)}</${name}>`);
}

/** Content as HTML. */
export function write(content: Content): string {
  if (content instanceof Html) return content.text;
  return typeof content === "object" ? content.map(write).join("") : escapeHtml(String(content));
}

/** Rounded to two decimals, the most that a coordinate needs. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
