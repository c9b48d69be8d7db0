/**
 * The names to which a Python program assigns a value, found in its text.
 *
 * Covered: assignments (chained, to tuples, annotated) and `def`, across lines and several a line. Not covered: targets of
 * `for`, `with` and `:=`, and names bound by calls. A symbol, `x = symbols('x')`, does not count as a value.
 *
 * @module
 */

/** Strings and comments. Docstrings come before strings, and both before comments, as they may contain what comes later. */
const TEXT_REGEXP = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*/g;
const DEF_REGEXP = /^\s*(?:async\s+)?def\s+([A-Za-z_]\w*)/;
const SYMBOL_REGEXP = /^\s*(?:\w+\.)*(?:symbols|Symbol|Symbols|Function|Dummy|Wild|var)\s*\(/;
const KEYWORD_REGEXP = /^\s*(?:if|elif|else|for|while|try|except|finally|with)\b/;
/** An equals sign that assigns: not that of `==`, `<=`, `>=`, `!=`, `:=` or `+=`. */
const ASSIGN_REGEXP = /(?<![=<>!:+\-*/%&|^@~])=(?!=)/g;
const NAME_REGEXP = /^[A-Za-z_]\w*$/;

/** The names that have a value when the program ends. */
export function boundNames(program: string): Set<string> {
  const names = new Set<string>();
  for (const statement of statements(program)) {
    const defined = DEF_REGEXP.exec(statement)?.[1];
    for (const name of defined ? [defined] : assignedNames(statement)) names.add(name);
  }
  return names;
}

/** Statements, one a logical line, without comments and the text of strings. */
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

/** The names in one target: `x`, `x: int`, `(x, y)`, `x, *rest`; items and attributes have none. */
function targetNames(target: string): string[] {
  const parts = target.replace(/:.*$/, "").split(",").map((part) => part.replace(/^[\s([*]+|[\s)\]]+$/g, ""));
  return parts.filter((part) => NAME_REGEXP.test(part));
}

/** The characters of a text; those inside brackets are replaced by spaces. */
function outsideBrackets(text: string): string[] {
  let depth = 0;
  return [...text].map((character) => {
    if (")]}".includes(character)) depth = Math.max(0, depth - 1);
    const outside = depth === 0;
    if ("([{".includes(character)) depth++;
    return outside ? character : " ";
  });
}
