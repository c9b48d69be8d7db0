/**
 * Texts that a model or a user wrote, on the page: whatever they hold, they become text and MathML, and nothing that
 * runs, loads or leads elsewhere.
 *
 * @module
 */
import { Answer, TextWithMath } from "@rstar/page/math";
import { type Target, textOf } from "../target.ts";

const ALLOWED_TAG_REGEXP =
  /^(?:span|math|semantics|annotation|m(?:row|i|n|o|s|text|frac|sqrt|root|sub|sup|subsup|under|over|underover|space|padded|phantom|style|error|enclose|table|tr|td|multiscripts|prescripts|labeledtr|none|glyph|stack|fenced|action))$/;
const ALLOWED_ATTRIBUTE_REGEXP = /^(?!on|href|src|xlink)[a-z:-]+$/i;

interface Element {
  readonly type: unknown;
  readonly props: { readonly children?: unknown; readonly dangerouslySetInnerHTML?: { readonly __html: string } };
}

/** The HTML inside an element; text is escaped by the browser. */
function htmlOf(part: unknown): string {
  if (Array.isArray(part)) return part.map(htmlOf).join("");
  if (typeof part !== "object" || part === null) return "";
  const { type, props } = part as Element;
  if (props.dangerouslySetInnerHTML) return props.dangerouslySetInnerHTML.__html;
  return htmlOf(typeof type === "function" ? type(props) : props.children);
}

const target: Target = {
  ms: 500,
  seeds: [
    "Solve $x^2 - 2 = 0$ for \\(x\\): \\[x = \\pm\\sqrt{2}\\]",
    "$$\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$$",
    "\\frac{1}{2} \\text{ of } \\color{red}{x} \\href{https://a.example}{y} \\htmlClass{a}{b}",
    "$\\def\\a{\\b\\b}\\def\\b{x}\\a \\left( \\sum_{i=0}^n \\binom{n}{i} \\right)$",
    "$\\includegraphics[width=1em]{a.png} \\url{javascript:alert(1)} \\mathrm{e}^{i\\pi}$",
    "<img src=x onerror=alert(1)> costs $5 and $6",
  ],
  words: String
    .raw`\frac{ \sqrt{ \left( \right) \begin{matrix} \end{matrix} \def\a{ \newcommand{\a}{ \a $ $$ \( \) \text{ \href{
    \html \style \rule{1em}{1em} ^ _ & \\ \expandafter \csname \global \let \char \verb| \tag{ \unicode{ <script> \over`
    .split(/\s+/),
  run(input) {
    const text = textOf(input).slice(0, 8_000); // a question has no more, an output and an answer less
    const html = htmlOf([TextWithMath({ text }), Answer({ text })]);
    for (const [, end, tag, attributes] of html.matchAll(/<(\/?)([^\s>/]*)((?:"[^"]*"|[^>"])*)>/g)) {
      if (!ALLOWED_TAG_REGEXP.test(tag)) throw new Error(`the tag <${end}${tag}>`);
      for (const [, name] of attributes.matchAll(/([^\s="/]+)(?:="[^"]*")?/g)) {
        if (!ALLOWED_ATTRIBUTE_REGEXP.test(name)) throw new Error(`the attribute ${name} of <${tag}>`);
      }
    }
    return html === "" ? "text" : html.includes("katex-error") ? "formula in error" : "formula";
  },
};
export default target;
