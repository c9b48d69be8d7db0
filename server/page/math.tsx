/**
 * Formulas in text, set as MathML by KaTeX.
 *
 * @module
 */
import katex from "katex";

const FORMULA_REGEXP = /\$\$([^$]+)\$\$|\$([^$\n]+)\$|\\\((.+?)\\\)|\\\[([^]+?)\\\]/g;
const LATEX_REGEXP = /\\[a-zA-Z]+|[_^]\{/;

/**
 * Text with its formulas, between dollars, `\( \)` or `\[ \]`, set as formulas. Everything else stays text, HTML too.
 */
export function TextWithMath({ text }: { readonly text: string }) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(FORMULA_REGEXP)) {
    parts.push(text.slice(end, match.index));
    parts.push(<Formula key={match.index} latex={match[1] ?? match[2] ?? match[3] ?? match[4]} />);
    end = match.index + match[0].length;
  }
  return <>{parts}{text.slice(end)}</>;
}

/** An answer: a formula if it contains LaTeX, else text. */
export function Answer({ text }: { readonly text: string }) {
  return LATEX_REGEXP.test(text) ? <Formula latex={text} /> : <>{text}</>;
}

/**
 * MathML needs neither fonts nor styles. KaTeX escapes text and, with `trust` off, makes no links or styles from it.
 */
function Formula({ latex }: { readonly latex: string }) {
  const html = katex.renderToString(latex, { output: "mathml", throwOnError: false, trust: false, strict: false });
  return <span class="formula" dangerouslySetInnerHTML={{ __html: html }} />;
}
