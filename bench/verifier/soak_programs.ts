/**
 * The programs of a soak test, a function of the seed alone.
 *
 * @module
 */
import { type OutputStyle, seedOf, uniform } from "@rstar/core";
import type { HostileProgram } from "@rstar/core/hostile-programs";

/** One program to run. */
export interface SoakProgram {
  /** Its steps; in most cases all but the last were an earlier program. */
  readonly steps: readonly string[];
  /** What an ordinary program must give: `status output`. */
  readonly expected?: string;
  /** The attack, of a hostile program. */
  readonly hostile?: HostileProgram;
  /** Which output the verifier returns. Default: the verifier's own. */
  readonly output?: OutputStyle;
}

const HOSTILE_SHARE = 0.2;
const FOLLOWING_SHARE = 0.5;
const MAX_STEPS = 5;
/** A prefix is at most so many programs old: more than there are snapshots, so that some prefixes are replayed. */
const REACH = 60;

/** The source of the n-th step, which sets `value`, and the text of that value. */
const ORDINARY: readonly ((n: number) => readonly [code: string, value: string])[] = [
  (n) => [`value = 3 + ${n}`, `${n + 3}`],
  (n) => [`value = sum(range(${n}))`, `${n * (n - 1) / 2}`],
  (n) => [`def f(k): return k * 2\nvalue = f(${n})`, `${2 * n}`],
  (n) => [`from sympy import *\nz = symbols('z')\nvalue = solve(z**2 - ${n + 1}**2, z)[1]`, `${n + 1}`],
  (n) => [`import sympy\nvalue = sympy.Rational(${2 * n + 1}, 2)`, `${2 * n + 1}/2`],
  (n) => [`value = 'y' * 2000 + '${n}'`, ""],
  (n) => [`raise ValueError('no ${n}')`, ""],
];
const LONG = 5, RAISES = 6;

/** `count` programs, one in five an attack, half of them after the steps of an earlier ordinary program. */
export function soakPrograms(count: number, seed: number, attacks: readonly HostileProgram[]): SoakProgram[] {
  const programs: SoakProgram[] = [];
  const numbers: number[] = []; // the value of `last` in each program's interpreter; -1 where it has ended
  for (let n = 0; n < count; n++) {
    const random = uniform(seedOf(seed, n));
    const among = (size: number): number => Math.floor(random() * size);
    const isHostile = random() < HOSTILE_SHARE;
    const attack = attacks[among(attacks.length)];
    // The `msft` style shows what earlier steps printed as well, which an attack does not expect.
    const mayFollow = random() < FOLLOWING_SHARE && !(isHostile && attack.output === "msft");
    const before = mayFollow ? n - 1 - among(REACH) : -1;
    const isAfter = before >= 0 && numbers[before] >= 0 && programs[before].steps.length < MAX_STEPS;
    const prefix = isAfter ? programs[before].steps : [];
    if (isHostile) {
      programs.push({ steps: [...prefix, `${attack.code}\n# ${n}`], hostile: attack, output: attack.output });
      numbers.push(-1);
      continue;
    }
    const kind = among(ORDINARY.length);
    const [code, value] = ORDINARY[kind](n);
    const passedOn = isAfter ? `${numbers[before]}` : "none";
    const printed = `${passedOn} ${value}`;
    const step = `${isAfter ? "" : "last = 'none'\n"}${code}\nprint(last, value)\nlast = ${n}`;
    let expected = `ok ${printed}`;
    if (kind === RAISES) expected = `error ValueError: no ${n}`;
    if (kind === LONG) expected = `ok ${cut(`${passedOn} ${"y".repeat(2000)}${n}\n`).trimEnd()}`;
    programs.push({ steps: [...prefix, step], expected });
    numbers.push(kind === RAISES ? -1 : n);
  }
  return programs;
}

/** Shortens long output as the verifier does. */
const cut = (text: string): string => `${text.slice(0, 512)}...${text.slice(-512)}`;
