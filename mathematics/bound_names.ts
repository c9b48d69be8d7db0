/**
 * Names that a Python program gives a value, read from its text.
 *
 * Covered: assignment (chained, to tuples, annotated) and `def`, over several lines and several statements a line. Not covered:
 * `for`, `with` and `:=` targets, and names bound by calls; a mere symbol, `x = symbols('x')`, has no value yet.
 *
 * @module
 */

/** Longest first: a docstring before a string, and all of them before the comment sign that they may hold. */
const TEXT_REGEXP = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*/g;
const DEF_REGEXP = /^\s*(?:async\s+)?def\s+([A-Za-z_]\w*)/;
const SYMBOL_REGEXP = /^\s*(?:\w+\.)*(?:symbols|Symbol|Symbols|Function|Dummy|Wild|var)\s*\(/;
const KEYWORD_REGEXP = /^\s*(?:if|elif|else|for|while|try|except|finally|with)\b/;
/** An equals sign that assigns: none of `==`, `<=`, `>=`, `!=`, `:=`, `+=`. */
const ASSIGN_REGEXP = /(?<![=<>!:+\-*/%&|^@~])=(?!=)/g;
const NAME_REGEXP = /^[A-Za-z_]\w*$/;

/** The names that a program has given a value when it ends. */
export function boundNames(program: string): Set<string> {
  const names = new Set<string>();
  for (const statement of statements(program)) {
    const defined = DEF_REGEXP.exec(statement)?.[1];
    for (const name of defined ? [defined] : assignedNames(statement)) names.add(name);
  }
  return names;
}

/** Logical lines, without comments and without the text of strings; what stands in brackets is on one line. */
function statements(program: string): string[] {
  const bare = program.replace(TEXT_REGEXP, (text) => text.startsWith("#") ? "" : '""').replaceAll("\\\n", " ");
  const outer = outsideBrackets(bare);
  return [...bare].map((character, index) => {
    if (outer[index] === ";") return "\n";
    return character === "\n" && outer[index] !== "\n" ? " " : character;
  }).join("").split("\n");
}

function assignedNames(statement: string): string[] {
  const body = KEYWORD_REGEXP.test(statement)
    ? statement.slice((outsideBrackets(statement).join("").indexOf(":") + 1) || statement.length)
    : statement;
  const cuts = [...outsideBrackets(body).join("").matchAll(ASSIGN_REGEXP)].map(({ index }) => index);
  if (cuts.length === 0 || SYMBOL_REGEXP.test(body.slice(cuts.at(-1)! + 1))) return [];
  const names: string[] = [];
  for (const [index, cut] of cuts.entries()) {
    const found = targetNames(body.slice(index === 0 ? 0 : cuts[index - 1] + 1, cut));
    if (found.length === 0) break; // the value has begun: `f = lambda x=1: x`
    names.push(...found);
  }
  return names;
}

/** Names of one target: `x`, `x: int`, `(x, y)`, `x, *rest`; those of items and attributes are none. */
function targetNames(target: string): string[] {
  const parts = target.replace(/:.*$/, "").split(",").map((part) => part.replace(/^[\s([*]+|[\s)\]]+$/g, ""));
  return parts.filter((part) => NAME_REGEXP.test(part));
}

/** The characters of a text, with a space for each that stands in brackets. */
function outsideBrackets(text: string): string[] {
  let depth = 0;
  return [...text].map((character) => {
    if (")]}".includes(character)) depth = Math.max(0, depth - 1);
    const outside = depth === 0;
    if ("([{".includes(character)) depth++;
    return outside ? character : " ";
  });
}
