/**
 * Which texts that a program prints are no answers: nothing, undefined values, objects in Python's own words, errors.
 *
 * @module
 */

/** Undefined values of floats and of SymPy, alone or within an expression. */
const UNDEFINED_REGEXP = /(?<![\p{L}_\d])(?:nan|NaN|zoo|NoneType)(?![\p{L}_\d])/u;
/** `<function f at 0x7f…>`, `<map object …>`, `<class 'int'>`, `<built-in …>`. */
const OBJECT_REGEXP =
  /<(?:[\w.]+ )*?(?:[\w.]+ object|bound method|function|class|module|built-in|generator|lambda)\b[^]*>/;
const TRACEBACK_REGEXP =
  /Traceback \(most recent call last\)|^\s*(?:\w+\.)*\w*(?:Error|Exception|Warning|Interrupt)\b\s*(?::|\(|$)|^error:/im;
const NOTHING_REGEXP = /^[\s"'.,;:]*(?:None|NotImplemented|Ellipsis)?[\s"'.,;:]*$/;
/** Calls that SymPy gives back unevaluated where it found nothing. */
const UNEVALUATED_REGEXP = /^-?(?:Integral|Limit|Sum|Product|ConditionSet)\(/;
const INFINITE_REGEXP = /^[\s[\](){},+-]*(?:(?:oo|inf|Infinity|infinity|\\infty|∞)[\s[\](){},+-]*)+$/;
/** Words of a question whose answer may be infinite. */
const OF_INFINITY_REGEXP =
  /\b(?:lim|limits?|infinit\w*|integra\w*|sums?|series|diverges?|asymptot\w*)\b|[∞→∫∑Σ]|\\(?:lim|int|sum|infty)|\boo\b/i;
/** What the verifier puts where it cut an output. */
const CUT_REGEXP = /\.\.\./;
const LONGEST = 1000;

/**
 * Whether a text may be the answer of a question. An infinite one may where the question's words ask for a limit, an integral,
 * a sum or something infinite.
 */
export function isAnswer(text: string, question: string): boolean {
  if (NOTHING_REGEXP.test(text) || UNDEFINED_REGEXP.test(text) || UNEVALUATED_REGEXP.test(text.trim())) return false;
  if (OBJECT_REGEXP.test(text) || TRACEBACK_REGEXP.test(text)) return false;
  if (text.length > LONGEST && CUT_REGEXP.test(text)) return false;
  return !INFINITE_REGEXP.test(text) || OF_INFINITY_REGEXP.test(question);
}
