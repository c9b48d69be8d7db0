/**
 * JSON whose numbers keep their digits.
 *
 * @module
 */

/** A reviver's third argument, which TypeScript does not know yet: the text of a value that is no object and no array. */
type Context = { readonly source?: string };

/**
 * Parses JSON as `JSON.parse` does, but a number that a double would change, or print with an exponent, becomes a string: its
 * own text. So `String(value)` has the digits of the file, however many they are.
 *
 * @throws {SyntaxError} where the text is no JSON
 */
export function parseJson(text: string): unknown {
  const exact = (_key: string, value: unknown, { source }: Context) =>
    typeof value === "number" && source !== undefined && !keepsDigits(value, source) ? source : value;
  return JSON.parse(text, exact as (this: unknown, key: string, value: unknown) => unknown);
}

function keepsDigits(value: number, source: string): boolean {
  const printed = String(value);
  return Number.isFinite(value) && !printed.includes("e") && canonical(printed) === canonical(source);
}

/** A decimal number as its significant digits and its power of ten, one text for each value. */
function canonical(decimal: string): string {
  const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE](.+))?$/.exec(decimal)!;
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
