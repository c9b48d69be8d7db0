/**
 * Units behind an answer: `5 cm`, `25\pi \text{ cm}^2`, `30^\circ`, `\$5`, `9 chickens`. Units that both sides state must agree;
 * those of one dimension are converted.
 *
 * Covered: lengths, areas, volumes, masses, times, speeds, money, angles in degrees. Any other words are compared as words.
 *
 * @module
 */
import { type Rational, rational } from "./rational.ts";

/** A unit of measure or, without `factor`, the words behind a number. */
export interface Unit {
  /** What is measured, as powers of base units (`m^2`), or the words. */
  readonly dimension: string;
  /** How many of the base unit it is. */
  readonly factor?: Rational;
}

/** A text without the unit behind it. */
export interface Measured {
  readonly body: string;
  readonly unit?: Unit;
}

/** Names of a unit: base unit, numerator and denominator of the factor. */
const UNITS: readonly (readonly [names: string, base: string, numerator: number, denominator: number])[] = [
  ["m meter meters metre metres", "m", 1, 1],
  ["km kilometer kilometers kilometre kilometres", "m", 1000, 1],
  ["cm centimeter centimeters centimetre centimetres", "m", 1, 100],
  ["mm millimeter millimeters millimetre millimetres", "m", 1, 1000],
  ["in inch inches", "m", 254, 10_000],
  ["ft foot feet", "m", 3048, 10_000],
  ["yd yard yards", "m", 9144, 10_000],
  ["mi mile miles", "m", 1_609_344, 1000],
  ["g gram grams", "g", 1, 1],
  ["kg kilogram kilograms", "g", 1000, 1],
  ["mg milligram milligrams", "g", 1, 1000],
  ["lb lbs pound pounds", "g", 45_359_237, 100_000],
  ["oz ounce ounces", "g", 45_359_237, 1_600_000],
  ["ton tons", "ton", 1, 1],
  ["s sec second seconds", "s", 1, 1],
  ["ms millisecond milliseconds", "s", 1, 1000],
  ["min minute minutes", "s", 60, 1],
  ["h hr hrs hour hours", "s", 3600, 1],
  ["day days", "s", 86_400, 1],
  ["week weeks", "s", 604_800, 1],
  ["month months", "month", 1, 1],
  ["year years", "month", 12, 1],
  ["l L liter liters litre litres", "l", 1, 1],
  ["ml mL milliliter milliliters millilitre millilitres", "l", 1, 1000],
  ["dollar dollars", "dollar", 1, 1],
  ["cent cents", "dollar", 1, 100],
  ["euro euros", "euro", 1, 1],
  ["degree degrees deg", "degree", 1, 1],
  ["radian radians rad", "radian", 1, 1],
  ["unit units point points time times people person", "", 1, 1],
];
const NAMED = new Map(
  UNITS.flatMap(([names, base, numerator, denominator]) =>
    names.split(" ").map((name) => [name, { base, factor: rational(BigInt(numerator), BigInt(denominator)) }] as const)
  ),
);
/** A litre is so many cubic metres. */
const LITRE = rational(1n, 1000n);
/** Words that make another number of the one before them, or stand between two. */
const NO_UNITS = new Set(
  ("and or to not of is are the than less more hundred thousand million billion trillion dozen half halves third thirds " +
    "quarter quarters squared cubed factorial percent mod base pi sqrt sin cos tan log ln exp oo inf if for where when " +
    "undefined infinity plus minus divided multiplied over choose all any no none").split(" "),
);
const MAX_TAIL = 60;
const POWER = String.raw`(?:\s*\^\s*(?:\{\s*-?\d\s*\}|-?\d))?`;
const TEXT_TAIL_REGEXP = new RegExp(String.raw`(?:\\text\s*\{[^{}\d]*\}${POWER}\s*[/]?\s*)+$`);
const WORDS_TAIL_REGEXP = new RegExp(String.raw`(?<=[\d)}.]\s?)(?<![a-zA-Z])[a-zA-Z][a-zA-Z\s.,/'-]*${POWER}$`);
const DEGREES_REGEXP = /\s*(?:\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![a-zA-Z]))|\\degree(?![a-zA-Z])|\u00B0)\s*$/;
const DEGREES_OF_HEAT_REGEXP = /\s*(?:\^\s*(?:\{\s*\\circ\s*\}|\\circ)|\u00B0)\s*(?:\\text\s*\{\s*([CF])\s*\}|([CF]))$/;
const CURRENCIES: Readonly<Record<string, string>> = {
  "$": "dollar",
  "€": "euro",
  "£": "pound",
  "¥": "yen",
  "₹": "rupee",
};
const CURRENCY_REGEXP = /^([-+]?) ?([$€£¥₹]) ?|(?<=\d) ?([$€£¥₹])$/;

/** Parts a text of normalised LaTeX and the unit behind it (a currency: before it). */
export function withoutUnit(text: string): Measured {
  const currency = CURRENCY_REGEXP.exec(text);
  if (currency !== null) {
    const body = text.replace(CURRENCY_REGEXP, (_, sign) => sign ?? "").trim();
    const dimension = `${CURRENCIES[currency[2] ?? currency[3]]}^1`;
    const behind = withoutUnit(body); // `$5 million` stays
    return { body: behind.body, unit: { dimension, factor: rational(1n) } };
  }
  const heat = DEGREES_OF_HEAT_REGEXP.exec(text);
  if (heat !== null) {
    return measured(text, heat[0].length, { dimension: `degree ${heat[1] ?? heat[2]}`, factor: rational(1n) });
  }
  const degrees = DEGREES_REGEXP.exec(text);
  if (degrees !== null) return measured(text, degrees[0].length, { dimension: "degree^1", factor: rational(1n) });
  const tail = text.slice(-MAX_TAIL);
  const found = TEXT_TAIL_REGEXP.exec(tail) ?? WORDS_TAIL_REGEXP.exec(tail);
  if (found === null || found[0].length === text.length) return { body: text };
  const before = text.slice(0, text.length - found[0].length);
  const body = before.trim();
  const unit = unitOf(found[0], found[0].startsWith("\\") || body.length < before.length);
  if (unit === undefined || unit.factor === undefined && /[a-zA-Z]/.test(body.replace(/\\(?:frac|pi)/g, ""))) {
    return { body: text };
  }
  return body === "" || /[\^_+\-*/=<>,]$/.test(body) ? { body: text } : { body, unit };
}

function measured(text: string, length: number, unit: Unit): Measured {
  const body = text.slice(0, text.length - length).trim();
  return body === "" ? { body: text } : { body, unit };
}

/** How many `to` one `from` is; `undefined` where they measure different things. */
export function conversion(from: Unit | undefined, to: Unit | undefined): Rational | undefined {
  if (from === undefined || to === undefined || from.dimension === "" || to.dimension === "") return rational(1n);
  if (from.factor === undefined || to.factor === undefined) {
    return from.factor === to.factor && agree(from.dimension, to.dimension) ? rational(1n) : undefined;
  }
  if (from.dimension !== to.dimension) return undefined;
  return rational(from.factor.numerator * to.factor.denominator, from.factor.denominator * to.factor.numerator);
}

/** Whether all words of one are words of the other: `balls`, `red balls`. */
function agree(a: string, b: string): boolean {
  const [as, bs] = [a, b].map((words) => new Set(words.split(" ")));
  return as.isSubsetOf(bs) || bs.isSubsetOf(as);
}

/** The unit that a tail of words writes; letters that stand alone are units only where `isApart`. */
function unitOf(tail: string, isApart: boolean): Unit | undefined {
  const isText = tail.startsWith("\\");
  const plain = tail.replace(/\\text\s*\{([^{}]*)\}/g, " $1 ").replace(/[{}.]/g, "").replace(/ ?\^ ?/g, "^").trim();
  const [over, under = "", more] = plain.split(/\s*\/\s*|\s+per\s+/);
  if (more !== undefined) return undefined;
  const powers = new Map<string, number>();
  let factor = rational(1n);
  let isKnown = plain !== "";
  for (const [side, sign] of [[over, 1], [under, -1]] as const) {
    let next = 1;
    for (const word of side.split(/[\s,]+/).filter((part) => part !== "")) {
      if (/^(?:square|sq)$/i.test(word)) next = 2;
      else if (/^(?:cubic|cu)$/i.test(word)) next = 3;
      else {
        const [name, power = "1"] = word.split("^");
        const unit = word.startsWith("mph") ? undefined : NAMED.get(name) ?? NAMED.get(name.toLowerCase());
        const exponent = sign * next * Number(power);
        next = 1;
        if (word === "mph") {
          factor = times(factor, rational(1_609_344n, 3_600_000n));
          powers.set("m", (powers.get("m") ?? 0) + 1).set("s", (powers.get("s") ?? 0) - 1);
        } else if (unit === undefined || name.length === 1 && !isApart) isKnown = false;
        else {
          const isLitre = unit.base === "l";
          const one = isLitre ? times(unit.factor, LITRE) : unit.factor;
          for (let i = 0; i < Math.abs(exponent); i++) factor = times(factor, exponent < 0 ? inverse(one) : one);
          const base = isLitre ? "m" : unit.base;
          if (base !== "") powers.set(base, (powers.get(base) ?? 0) + exponent * (isLitre ? 3 : 1));
        }
      }
    }
    if (next > 1 && side.trim() !== "") powers.set("unit", next); // `12 square`
  }
  if (isKnown) {
    const dimension = [...powers].filter(([base, power]) => power !== 0 && base !== "unit").sort()
      .map(([base, power]) => `${base}^${power}`).join(" ");
    return { dimension, factor };
  }
  const words = plain.toLowerCase().replace(/[^\p{L}\s]/gu, " ").split(/\s+/).filter((word) => word !== "");
  const isWords = isApart && words.length > 0 && words.length <= 6 &&
    words.every((word) => word.length > 1 && !NO_UNITS.has(word)) && (isText || words.some((word) => word.length > 3));
  return isWords ? { dimension: words.map((word) => word.replace(/s$/, "")).join(" ") } : undefined;
}

function times(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

function inverse(a: Rational): Rational {
  return rational(a.denominator, a.numerator);
}
