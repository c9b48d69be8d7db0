/**
 * Formulas in text, set as MathML by KaTeX.
 *
 * @module
 */
import { DOLLAR_MATHS, isMoney } from "@rstar/core/dollars";
import katex from "katex";

const FORMULA_REGEXP = new RegExp(String.raw`\$\$([^$]+)\$\$|${DOLLAR_MATHS}|\\\((.+?)\\\)|\\\[([^]+?)\\\]`, "g");
/** KaTeX reads by recursion, so what is deeper ends its stack; a formula as long as this is none. */
const MAX_NESTING = 100;
const MAX_CHARACTERS = 2_000;
const LATEX_REGEXP = /\\[a-zA-Z]+|[_^]\{/;

/**
 * Text with its formulas, between dollars, `\( \)` or `\[ \]`, set as formulas. Everything else stays text, HTML too.
 */
export function TextWithMath({ text }: { readonly text: string }) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(FORMULA_REGEXP)) {
    if (isMoney(match[2] ?? "")) continue;
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
 * MathML needs neither fonts nor styles. KaTeX escapes text and, with `trust` off, makes no links or styles from it. What it cannot
 * take stays text.
 */
function Formula({ latex }: { readonly latex: string }) {
  const html = mathml(latex);
  return html === null ? <>{latex}</> : <span class="formula" dangerouslySetInnerHTML={{ __html: html }} />;
}

function mathml(latex: string): string | null {
  if (latex.length > MAX_CHARACTERS || nesting(latex) > MAX_NESTING) return null;
  try {
    return katex.renderToString(latex, { output: "mathml", throwOnError: false, trust: false, strict: false });
  } catch {
    return null; // a stack that is full in spite of the bounds
  }
}

/** How many braces and `\left` are open at once at most. */
function nesting(latex: string): number {
  let open = 0;
  let most = 0;
  for (const [piece] of latex.matchAll(/\\[{}\\]|\\left|\\right|[{}]/g)) {
    if (piece === "{" || piece === "\\left") most = Math.max(most, ++open);
    else if (piece === "}" || piece === "\\right") open--;
  }
  return most;
}
