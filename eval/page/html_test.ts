import assert from "node:assert/strict";
import { element, escapeHtml, type Html, write } from "./html.ts";

const HOSTILE = `<script>alert("x" & 'y')</script>`;
const ESCAPED = "&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;";

Deno.test("element() escapes its content and its attributes", () => {
  assert.equal(element("p", { title: HOSTILE }, HOSTILE).text, `<p title="${ESCAPED}">${ESCAPED}</p>`);
});

Deno.test("element() leaves HTML alone", () => {
  assert.equal(element("p", {}, element("b", {}, "<")).text, "<p><b>&lt;</b></p>");
});

Deno.test("element() joins lists at any depth, and rounds only coordinates", () => {
  assert.equal(
    element("i", { x: 1 / 3 }, [1 / 8, element("b", {}), ["<", [0]]]).text,
    '<i x="0.33">0.125<b></b>&lt;0</i>',
  );
});

Deno.test("element() leaves out attributes without a value, and the end of a void element", () => {
  assert.equal(element("meta", { charset: "utf-8", name: undefined }).text, '<meta charset="utf-8">');
});

Deno.test("write() takes no plain object for HTML", () => {
  assert.throws(() => write({ text: "<script>" } as unknown as Html));
});

Deno.test("escapeHtml() keeps line breaks and replaces control characters", () => {
  assert.equal(escapeHtml("a\tb\nc\0d\x1b[31m\r"), "a\tb\nc\ufffdd\ufffd[31m\r");
});
