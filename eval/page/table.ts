import { type Content, element, type Html } from "./html.ts";

/** A table, its first column being the names of the rows. */
export interface Table {
  /** Above the columns. */
  readonly columns: readonly string[];
  /** One cell a column. */
  readonly rows: readonly (readonly Content[])[];
  /** How the other columns are set: numbers to the right, with digits of one width. Default `numbers`. */
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

/** What is there for who asks: closed at first. */
export function details(summary: string, content: Content): Html {
  return element("details", {}, [element("summary", {}, summary), content]);
}
