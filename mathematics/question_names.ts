/**
 * The names that a question defines: "Let f(x) = …", "Let y be f(3)", the unknowns of "Suppose 2*x - y = 4, x = 3*y".
 *
 * Covered: sentences that begin with Let, Suppose or Define and contain an equation of short names, a function or a value.
 * Not covered: names without a value ("Let n be an integer", "Let ABC be a triangle"), names of several letters in
 * equations, inequalities, definitions in other words.
 *
 * @module
 */

/** One defining sentence. */
interface Definition {
  /** Names that it defines. */
  readonly names: readonly string[];
  /** Names defined earlier that it uses. */
  readonly uses: readonly string[];
}

const SENTENCE_REGEXP = /(?<=[.?!])\s+/;
const DEFINITION_REGEXP = /^(?:and |now )?(?:let|suppose(?: that)?|define) (.+?)[.?!]?$/i;
const FUNCTION_REGEXP = /^([A-Za-z]\w?)\(\s*([A-Za-z]\w?(?:\s*,\s*[A-Za-z]\w?)*)\s*\)\s*(?::?=|be\b)\s*(.+)$/;
const VALUE_REGEXP = /^([A-Za-z]\w?) be (.+)$/;
/** A kind (`an integer`, `real`), which is no value. */
const KIND_REGEXP = /^(?:an?|any|some)\s+[A-Za-z]{2,}|^[a-z]{2,}(?: [a-z]{2,})*$/;
const SIDE_REGEXP = /^(?:\s|\d|[-+*/^().]|sqrt|(?<![A-Za-z])[A-Za-z](?:_?\d+)?(?![A-Za-z]))+$/;
const NAME_REGEXP = /(?<![A-Za-z])[A-Za-z](?:_?\d+)?(?![A-Za-z])/g;
/** The article in "Is k a prime number?", but not the name in "Is a prime?": an article comes after an operand. */
const ARTICLE_REGEXP = /(?<=(?:\b[A-Za-z]|[\d)])\s)[aA](?=\s+[a-z]{2,}\b)/g;
const LABEL_REGEXP = /(?<=^|\s)\([A-Ha-h]\)(?=\s)/g;

/**
 * The names on which the answer depends: those in the sentences that define nothing, and all that their definitions use,
 * directly or not. Empty where nothing is defined.
 */
export function neededNames(question: string): Set<string> {
  const definitions: Definition[] = [];
  const known = new Set<string>();
  const asked: string[] = [];
  for (const sentence of question.replace(/\$|\\[()[\]]/g, "").split(SENTENCE_REGEXP)) {
    const body = DEFINITION_REGEXP.exec(sentence)?.[1];
    const definition = body === undefined ? null : readDefinition(body, known);
    if (definition) {
      definitions.push(definition);
      definition.names.forEach((name) => known.add(name));
    } else {
      asked.push(sentence);
    }
  }
  const needed = new Set<string>();
  const pending = namesIn(asked.join(" "), known);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    pending.push(...definitions.filter(({ names }) => names.includes(name)).flatMap(({ uses }) => uses));
  }
  return needed;
}

function readDefinition(body: string, known: ReadonlySet<string>): Definition | null {
  const [, name, parameters, term] = FUNCTION_REGEXP.exec(body) ?? [];
  if (name !== undefined && !known.has(name)) { // "Let f(k) = 0" of a known f is an equation for k
    const bound = parameters.split(",").map((parameter) => parameter.trim());
    return { names: [name], uses: namesIn(term, known).filter((used) => !bound.includes(used)) };
  }
  const [, letter, value] = VALUE_REGEXP.exec(body) ?? [];
  if (letter !== undefined) {
    const uses = namesIn(value, known);
    return KIND_REGEXP.test(value) || !(/\d/.test(value) || uses.length > 0) ? null : { names: [letter], uses };
  }
  return readEquations(body, known);
}

/** A system of equations defines every name in it that is not known yet. */
function readEquations(body: string, known: ReadonlySet<string>): Definition | null {
  const sides = body.split(/,\s|\sand\s/).flatMap((equation) => {
    const pair = equation.split("=");
    return pair.length === 2 && pair.every((side) => SIDE_REGEXP.test(side)) ? pair : [""];
  });
  if (sides.includes("")) return null;
  const all = [...new Set(sides.flatMap((side) => side.match(NAME_REGEXP) ?? []))];
  return { names: all.filter((name) => !known.has(name)), uses: all.filter((name) => known.has(name)) };
}

function namesIn(text: string, known: ReadonlySet<string>): string[] {
  const plain = text.replace(LABEL_REGEXP, " ").replace(ARTICLE_REGEXP, " ");
  return [...new Set(plain.match(NAME_REGEXP) ?? [])].filter((name) => known.has(name));
}
