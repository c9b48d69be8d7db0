/**
 * A question as a sentence: what is asked of a bare equation, the capital of the first word, and the mark at the end.
 *
 * @module
 */

/** Maths without words: signs, numbers, single letters and the names of functions. */
const MATHS =
  /^(?:[-+*/^().,=!%\s\d]|(?<![A-Za-z])[a-z](?![A-Za-z])|(?:sqrt|cbrt|sin|cos|tan|ln|log|exp|pi)(?![A-Za-z]))+$/;

/** `solve for x: …`, `solve the equation … for x`: the first letter, the maths, the last letter. */
const SOLVE =
  /^(?:please )?solve:? (?:for ([a-z]) ?[:,]? )?(?:the )?(?:following )?(?:equation )?:? ?(.*?)(?: for ([a-z]))?[.?!]?$/i;
/** `x = ? …` and `find x: …`. */
const UNKNOWN = /^(?:([a-z]) ?= ?\?,?|find ([a-z])[:,]?) (.+)$/i;
/** `if … what is x`, and `…, find f(3)`. */
const CONDITION = /^(?:if )?([^=]*=[^=]*?),? (?:then )?(what is|what's|find) ([a-z](?:\([-\d]+\))?)[.?]?$/i;
/** Two equations, and what is asked for. */
const SYSTEM =
  /^(?:if |given |solve )?([^=]*=[^=,;]*(?:[,;]| and) [^=]*=[^=]*?)[,;]? (?:then )?(?:find|solve for|for|what is|what's) ([a-z])[.?]?$/i;
/** What has a name: `gcd of 12 and 18`. */
const NAMED =
  /^(?:the )?((?:sum|product|difference|average|mean|median|gcd|lcm|hcf|greatest|least|lowest|highest|square root|cube root|square|cube|derivative|remainder|prime factors)\b.*?)[.?]?$/;
/** `15% of 80`, `7 plus 8`. */
const PART =
  /^(?:\d+(?:\.\d+)?(?:%| percent|\/\d+) of -?\d+(?:\.\d+)?|[-\d./]+ (?:plus|minus|mod|squared|cubed|factorial)\b[-\d./ ]*)$/;
const QUESTION = /^(?:what|which|is|are|how|does|do|can|will|who|when|where|if)\b/i;
const REQUEST =
  /^(?:solve|calculate|compute|evaluate|simplify|expand|factor(?:i[sz]e)?|find|work out|let|suppose|put|sort|give|differentiate|collect|rearrange|list|convert|round|determine|divide|multiply|add|subtract|integrate)\b/i;

/** The text as a sentence; one that neither asks nor requests anything known keeps its words. */
export function asSentence(text: string): string {
  const shouted = /^[A-Z]{3,}\b/.test(text) && !/[a-z]{2}/.test(text);
  const calm = (shouted ? text.toLowerCase() : text).replace(/ (?=[.?]$)/, "").replace(/^whats (?=\S)/i, "What's ");
  return system(calm) ?? equation(calm) ?? condition(calm) ?? value(calm) ?? named(calm) ?? marked(calm);
}

/** `3*x + 5 = 20`, alone or to be solved: the one unknown is named. */
function equation(text: string): string | null {
  if (/^Solve .*\.$/.test(text) && !/ for |equation/.test(text)) return null;
  const [, unknown, sought, rest] = UNKNOWN.exec(text) ?? [];
  const [, first, body, last] = SOLVE.exec(text) ?? [];
  const maths = (rest ?? body ?? text).trim().replace(/[.?]$/, "");
  if (!MATHS.test(maths) || !/^[^=]*[^= ] ?= ?[^= ][^=]*$/.test(maths) || /[!,]|(?<![A-Za-z])[a-z]\(/.test(maths)) {
    return null;
  }
  const letters = new Set(maths.match(/(?<![A-Za-z])[a-z](?![A-Za-z])/g));
  const asked = (unknown ?? sought ?? first ?? last)?.toLowerCase() ?? [...letters][0];
  const isClear = letters.has(asked) && (letters.size === 1 || /\b(?:for|find)\b|^. ?= ?\?/i.test(text));
  return isClear ? `Solve ${maths} for ${asked}.` : null;
}

/** `x + y = 31, x - y = 7 find x`. */
function system(text: string): string | null {
  const [, both, letter] = SYSTEM.exec(text) ?? [];
  const equations = both?.replace(/ ?;| and (?=[^=]*=)/, ",");
  return equations && MATHS.test(equations) ? `Solve ${equations} for ${letter.toLowerCase()}.` : null;
}

/** `if 3*a - 7 = 8 what is a`. */
function condition(text: string): string | null {
  const [, maths, ask, asked] = CONDITION.exec(text) ?? [];
  if (!maths || !MATHS.test(maths)) return null;
  return `If ${maths}, ${ask.toLowerCase()} ${asked}${ask.toLowerCase() === "find" ? "." : "?"}`;
}

/** `7*8 =`, `7*8 = ?` and `sqrt(9)?`. */
function value(text: string): string | null {
  const maths = text.replace(/ ?(?:= ?)?\??$/, "");
  const isAsked = maths !== text && /\d/.test(maths) && MATHS.test(maths) && !/=|[a-z]\(?$/.test(maths);
  return isAsked ? `What is ${maths}?` : null;
}

/** `square root of 144`, `15% of 80`, `7 plus 8`. */
function named(text: string): string | null {
  if (!/\d/.test(text) || /[.?!] /.test(text)) return null;
  if (PART.test(text)) return `What is ${text}?`;
  const [, asked] = NAMED.exec(text.replace(/^(?:GCD|LCM|HCF)\b/, (name) => name.toLowerCase())) ?? [];
  return asked && !/\b(?:is|are|was|find|what)\b/i.test(asked) ? `What is the ${asked}?` : null;
}

function marked(text: string): string {
  const isQuestion = QUESTION.test(text);
  if (!isQuestion && !REQUEST.test(text)) return text;
  const begun = text[0].toUpperCase() + text.slice(1);
  if (/[.?!:;]$/.test(begun) || begun.includes("?")) return begun;
  return begun + (isQuestion ? "?" : ".");
}
