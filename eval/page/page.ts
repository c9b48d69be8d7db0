import { type Content, element, Html } from "./html.ts";
import { STYLE } from "./style.ts";

/** A whole document. Its policy forbids it to run or load anything. */
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
