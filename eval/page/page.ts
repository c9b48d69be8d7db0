/**
 * A whole HTML document, and the blocks that both reports are made of: tables and foldable details.
 *
 * @module
 */
import { type Content, element, Html } from "./html.ts";
import { STYLE } from "./style.ts";

/** A whole document. Its content security policy forbids scripts and anything that would be loaded. */
export function page(title: string, content: Content): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const head = [
    element("meta", { charset: "utf-8" }),
    element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "color-scheme", content: "light dark" }),
    element("title", {}, title),
    element("style", {}, new Html(STYLE)),
  ];
  const document = element("html", { lang: "en" }, [
    element("head", {}, head),
    element("body", {}, element("main", {}, content)),
  ]);
  return `<!doctype html>\n${document.text}\n`;
}

/** A table whose first column names the rows. */
export interface Table {
  /** Headings. */
  readonly columns: readonly string[];
  /** One cell a column. */
  readonly rows: readonly (readonly Content[])[];
  /** How the cells after the first are set: numbers to the right, with digits of one width. Default `numbers`. */
  readonly cells?: "numbers" | "text";
}

/** A table that scrolls by itself where the screen is too narrow for it. */
export function table({ columns, rows, cells = "numbers" }: Table): Html {
  const head = columns.map((column) => element("th", { scope: "col" }, column));
  const body = rows.map(([name, ...others]) =>
    element("tr", {}, [element("th", { scope: "row" }, name), others.map((cell) => element("td", {}, cell))])
  );
  return element("div", { class: "scroll" }, [
    element("table", { class: cells }, [
      element("thead", {}, element("tr", {}, head)),
      element("tbody", {}, body),
    ]),
  ]);
}

/** Content that opens when its summary is clicked. */
export function details(summary: string, content: Content): Html {
  return element("details", {}, [element("summary", {}, summary), content]);
}
