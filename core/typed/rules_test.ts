import assert from "node:assert/strict";
import fc from "fast-check";
import { readTyped, TYPED_RULES } from "./rules.ts";

const all = (question: string): string => readTyped(question, TYPED_RULES);

/** What is typed, and what a model that wants all rules reads. */
const CASES: readonly (readonly [string, string])[] = [
  // spaces and products
  ["3x+5=20", "Solve 3*x + 5 = 20 for x."],
  ["3x +5=20", "Solve 3*x + 5 = 20 for x."],
  ["solve for x: 4(x-2)=3x+9", "Solve 4*(x - 2) = 3*x + 9 for x."],
  ["expand (x+3)(x-5)", "Expand (x + 3)*(x - 5)."],
  ["simplify 2x^2-3x^2", "Simplify 2*x**2 - 3*x**2."],
  ["7 * 8 - 6 / 2", "7*8 - 6/2"],
  ["7 * 8", "7 * 8"],
  ["12 -5", "12 - 5"],
  ["144/12+7*-3", "144/12 + 7*-3"],
  ["2xy+3=0", "2*x*y + 3 = 0"],
  ["if f(x)=x^2-3x+1 what is f(-2)", "If f(x) = x**2 - 3*x + 1, what is f(-2)?"],
  ["x>=3 and x<7", "x >= 3 and x < 7"],
  // signs
  ["√144", "sqrt(144)"],
  ["√(x+1)", "sqrt(x + 1)"],
  ["7 × 8", "7 * 8"],
  ["6 ÷ 2", "6 / 2"],
  ["12 − 5", "12 - 5"],
  ["7·8", "7*8"],
  ["x²−2x³", "x**2 - 2*x**3"],
  ["½ + ¼", "1/2 + 1/4"],
  ["2½ + 1", "5/2 + 1"],
  ["３＋４", "3+4"],
  ["cos(π/3)", "cos(pi/3)"],
  ["What\u00a0is 3\u200b4?\n", "What is 34?"],
  // LaTeX
  ["$15\\%$ of $80$", "What is 15% of 80?"],
  ["\\frac{x}{3} + 2 = 7", "Solve x/3 + 2 = 7 for x."],
  ["Solve \\(\\frac{x+1}{3} = 10\\)", "Solve (x + 1)/3 = 10 for x."],
  ["$\\sqrt{x} \\cdot 2$", "sqrt(x) * 2"],
  ["\\sqrt[3]{27}", "cbrt(27)"],
  ["Find all roots of $x^{2} - 2x - 5 = 0$.", "Find all roots of x**2 - 2*x - 5 = 0."],
  ["$2^{x+1}$", "2**(x + 1)"],
  ["$\\left( 3 \\times 4 \\right)$", "(3 * 4)"],
  // numbers
  ["1,000 + 2,000", "1000 + 2000"],
  ["35%of 1,400", "What is 35% of 1400?"],
  ["15 % of 80", "What is 15% of 80?"],
  ["7x8", "7*8"],
  ["7 x 8", "7 * 8"],
  ["sqrt 144", "sqrt(144)"],
  ["2 1/2 times 1 3/5", "5/2 times 8/5"],
  // sentences
  ["what is 15% of 80", "What is 15% of 80?"],
  ["SOLVE: 3X+5=20", "Solve 3*x + 5 = 20 for x."],
  ["WHAT IS 12 * 12", "What is 12 * 12?"],
  ["x=? 3x+5=26", "Solve 3*x + 5 = 26 for x."],
  ["Find x: 4x - 8 = 0", "Solve 4*x - 8 = 0 for x."],
  ["x+y=31, x-y=7 find x", "Solve x + y = 31, x - y = 7 for x."],
  ["if 2x+1=9 what is x", "If 2*x + 1 = 9, what is x?"],
  ["square root of 225", "What is the square root of 225?"],
  ["GCD of 12 and 18", "What is the gcd of 12 and 18?"],
  ["what is 8! ?", "What is 8!?"],
  ["3/4+ 5/6 =", "What is 3/4 + 5/6?"],
  ["2+2 = ?", "What is 2 + 2?"],
];

for (const [typed, read] of CASES) {
  Deno.test(`readTyped() has ${JSON.stringify(typed)} read as ${JSON.stringify(read)}`, () => {
    assert.equal(all(typed), read);
  });
}

/** What looks like maths and is none, or is written as it should be. */
const UNCHANGED: readonly string[] = [
  "Lena saves for a $640 kayak and has $136.",
  "$5 and $7",
  "A pen costs $1.25 and a book costs $3.",
  "How far is the point from the x-axis?",
  "How many 4-digit codes are there?",
  "The rope is 14m long and 5 cm wide.",
  "What date is 45 days after 2024-01-20?",
  "It starts at 12:37 AM.",
  "Sort 1,2,3.",
  "The set {1,200} has two elements.",
  "Is it 100,200,300?",
  "¿Cuántas naranjas le quedan?",
  "What is \\foo{x^2} here?",
  "Let f(x) = 2*x**2 - 3*x + 1. What is f(2)?",
  "Work out -117.15 * 156.",
  "Calculate 14*-1263033202.",
  "(2 - -104 - (-22 + 20) - -5) + (1 - 16)",
  "Which is the nearest to -13?  (a) -1/17  (b) -3.9",
  "In base 16, what is -42 - -1a9e6?",
  "Convert -170f (base 16) to base 8.",
  "0.2 times 72",
  "resuelve la ecuacion",
  "The trip of 1 1/2 2 is odd.",
  "hello there",
  "Solve x + y = 3.",
  "Put x, -1/3, 0.5 in increasing order.",
  "Calculate prob of picking 3 g and 2 n from {r: 4, k: 1, g: 5}.",
];

for (const text of UNCHANGED) {
  Deno.test(`readTyped() leaves ${JSON.stringify(text)}`, () => assert.equal(all(text), text));
}

Deno.test("readTyped() without rules changes only what cannot be seen", () => {
  assert.equal(readTyped(" 3x+5=20\u200b "), "3x+5=20");
  assert.equal(readTyped("$x^2$ × ½"), "$x^2$ × ½");
});

const PIECE = fc.constantFrom(
  ...[
    " ",
    "x",
    "y",
    "3",
    "12",
    "1,000",
    "+",
    "-",
    "=",
    "*",
    "/",
    "^",
    "(",
    ")",
    "{",
    "}",
    "$",
    "\\frac",
    "\\sqrt[",
    "]",
  ],
  ...[
    "\\(",
    "\\)",
    "\\",
    ",",
    ".",
    "?",
    "%",
    " of ",
    "√",
    "²",
    "½",
    "×",
    "\n",
    "sin",
    "solve ",
    "what is ",
    "if ",
    "find ",
  ],
);

Deno.test("readTyped() takes any text, and leaves what it has made itself", () => {
  const pieces = fc.array(PIECE, { maxLength: 14 }).map((list) => list.join(""));
  const texts = fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 40 }));
  fc.assert(fc.property(texts, (text) => assert.equal(all(all(text)), all(text))), { numRuns: 2000 });
});

Deno.test("readTyped() leaves the wordings that the embedded model was trained on", async () => {
  const folder = `${import.meta.dirname}/../../mathematics/questions`;
  const files = ["deep", "extrapolate", "interpolate"].map((name) => Deno.readTextFile(`${folder}/${name}.jsonl`));
  const lines = (await Promise.all(files)).flatMap((text) => text.trim().split("\n"));
  const changed = lines.map((line) => JSON.parse(line).question).filter((question) => all(question) !== question);
  assert.deepEqual([lines.length, changed], [604, []]);
});

Deno.test("each rule is linear: nineteen thousand characters take no fifth of a second", () => {
  for (
    const piece of [
      "{",
      "$",
      "\\frac",
      "\\sqrt{",
      "(",
      "x^",
      "1,000,",
      " ",
      "-",
      "√",
      "²",
      "a ",
      "=",
      "1 1/2 ",
      "solve ",
      "if a=1,",
      "x=? ",
    ]
  ) {
    const text = piece.repeat(Math.floor(19_000 / piece.length));
    for (const rule of TYPED_RULES) {
      const started = performance.now();
      readTyped(text, [rule]);
      assert.ok(performance.now() - started < 200, `${rule} of ${piece} took ${performance.now() - started} ms`);
    }
  }
});
