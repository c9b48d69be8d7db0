import assert from "node:assert/strict";
import process from "node:process";
import { answerKey } from "./answer_key.ts";
import { compareTexts } from "./compare_texts.ts";

/** How long a call may hold the event loop. CPU time is measured, which others that run on the machine do not stretch. */
const MAX_MS = 5;

const SURROUNDINGS = [["", ""], ["1", "x"], ["{", "}"], ["\\boxed ", "x"], ["\\boxed{", "}"], ["", "\n5"]];

type Pair = readonly [prediction: string, truth: string];

const EQUAL: readonly Pair[] = [
  ["0.5", "\\frac{1}{2}"],
  ["1,000", "1000"],
  ["\\boxed{5}", "5.0"],
  ["50\\%", "0.5"],
  ["10", "10\\%"],
  ["5.4", "5.4 \\text{ cents}"],
  ["10 cm^2", "10"],
  ["120", "120^\\circ"],
  ["0.3333", "1/3"],
  ["\\frac{27}{59}", "0.458"],
  ["21 \\dfrac{13}{14}", "21.93"],
  ["6.999999999999999", "7"],
  ["x = 3", "3"],
  ["3", "x = 3"],
  ["x = 1, x = 2", "2, 1"],
  ["[-2, 1]", "1, -2"],
  ["1 and 2", "\\{2, 1\\}"],
  ["x = 3, y = 4", "(3, 4)"],
  ["Paolo: 18, Qing: 14, Rayna: 7", "7,14,18"],
  ["0.5 \\leq x \\leq 8", "[\\frac{1}{2}, 8]"],
  ["8 \\geq x \\geq 0.5", "[\\frac{1}{2}, 8]"],
  ["k < -5", "(-\\infty,-5)"],
  ["\\{x | -1 < x < 1\\}", "(-1, 1)"],
  ["(-7,16,5)", "\\begin{pmatrix} -7 \\\\ 16 \\\\ 5 \\end{pmatrix}"],
  ["(\\pm 1, 0)", "(1, 0), (-1, 0)"],
  ["True", "yes"],
  ["evelyn", "\\text{Evelyn}"],
  ["five", "5"],
  ["(B) seven", "B"],
  ["40_9", "40_{9}"],
  ["**73**", "73"],
  ["✅ Final Answer: **73**", "73"],
  ["The total is 72 clips, altogether.", "72"],
  ["Thus $x < 2$ is our answer.", "x < 2"],
  ["He has 5.\n#### 1,072", "1072"],
  ["m+n = 256+37 = 293", "293"],
  ["1 m", "100 \\text{ cm}"],
  ["500 cents", "\\$5"],
  ["9 chickens and 10 rabbits", "9 and 10"],
  ["120 degrees", "120^\\circ"],
  ["36 km/h", "10 \\text{ m/s}"],
  ["0.290243531202435", "0.29"],
];

const DIFFERENT: readonly Pair[] = [
  ["2", "3"],
  ["", "0"],
  ["0.33", "1/3"],
  ["0.1254", "0.125"],
  ["300", "299.94"],
  ["1e-7", "2e-7"],
  ["50\\%", "5"],
  ["1000", "10"],
  ["(1, 2)", "(2, 1)"],
  ["[1, 2)", "[1, 2]"],
  ["1, 3", "1, 2"],
  ["x > 2", "x < 2"],
  ["True", "False"],
  ["40_9", "40_3"],
  ["constructor", "prototype"],
  ["5 cm", "5 m"],
  ["3 \\text{ cm}^2", "3 \\text{ cm}^3"],
  ["5 cents", "5 dollars"],
  ["9 rabbits", "9 chickens"],
  ["10 km", "10 \\text{ kg}"],
  ["The maximum is 5.", "The minimum is 5."],
  ["40 \\text{ chocolate}, 50 \\text{ hard}", "40 \\text{ chocolate}, 60 \\text{ lollipop}"],
];

for (const [prediction, truth] of EQUAL) {
  Deno.test(`compareTexts() is certain that ${prediction} is ${truth}`, () => {
    assert.equal(compareTexts(prediction, truth), true);
  });
}

for (const [prediction, truth] of DIFFERENT) {
  Deno.test(`compareTexts() is certain that ${prediction} is not ${truth}`, () => {
    assert.equal(compareTexts(prediction, truth), false);
  });
}

for (const [prediction, truth] of [["x^2 - 1", "(x-1)(x+1)"], ["1.4142", "\\sqrt{2}"], ["0", "a + 3z = 0"]]) {
  Deno.test(`compareTexts() leaves ${prediction} and ${truth} to the sandbox`, () => {
    assert.equal(typeof compareTexts(prediction, truth), "object");
  });
}

Deno.test("compareTexts() asks whether an expression's value rounds to a decimal", () => {
  const question = compareTexts("1.4142", "\\sqrt{2}");
  const near = { near: "\\sqrt{2}", low: ["28283", "20000"], high: ["14143", "10000"] };
  assert.deepEqual((question as { any: unknown[] }).any[1], near);
});

/** The CPU time of the middle one of five calls. */
function medianMs(call: () => unknown): number {
  const times = [1, 2, 3, 4, 5].map(() => {
    const start = process.cpuUsage();
    call();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return times.toSorted((a, b) => a - b)[2];
}

Deno.test("compareTexts() and answerKey() hold the event loop for 5 ms at most, whatever the texts", () => {
  const parts = [
    "(",
    "{",
    "\\{",
    "\\frac{",
    "\\boxed{",
    "1,",
    "\\text{",
    "\\pm ",
    "=",
    "x<",
    "1 000 ",
    "**(",
    "9.",
    "{,}",
    " ",
    "\\boxed{1},",
    "\\boxed{}",
    "\\boxed ",
    "\\fbox",
    "\\(",
    "x = ",
    "$",
    "\ud800",
    "\0",
    "The a is ",
    "a ",
    "cm ",
    "answers",
    "....",
  ];
  const slowest = { ms: 0, text: "" };
  for (const part of parts) {
    for (const [before, after] of SURROUNDINGS) {
      for (const length of [1_900, 3_900, 99_000, 200_000]) {
        const text = before + part.repeat(length / part.length) + after;
        assert.notEqual(compareTexts(text, "1, 2"), true);
        assert.notEqual(compareTexts("3.14159", text), true);
        const calls = [
          () => compareTexts(text, "1, 2"),
          () => compareTexts("3.14159", text),
          () => compareTexts(text, `${text} `),
          () => answerKey(text),
        ];
        const ms = Math.max(...calls.map(medianMs));
        if (ms > slowest.ms) Object.assign(slowest, { ms, text: JSON.stringify([before, part, after, length]) });
      }
    }
  }
  assert.ok(slowest.ms <= MAX_MS, `${slowest.text} took ${slowest.ms} ms`);
});

for (const nested of ["{".repeat(49_999) + "1" + "}".repeat(49_999), "1" + " ".repeat(99_000) + "x"]) {
  Deno.test(`compareTexts() reads no number in ${nested.length} characters of ${JSON.stringify(nested.slice(0, 3))}`, () => {
    assert.notEqual(compareTexts(nested, "2"), true);
    assert.equal(typeof answerKey(nested), "string");
  });
}

Deno.test("answerKey() keeps apart what differs, and nothing else", () => {
  for (const [a, b] of [["2, 100", "2100"], ["5 cm", "5 m"], ["$1$$2$", "12"], ["x**2", "x**3"]]) {
    assert.notEqual(answerKey(a), answerKey(b));
  }
  for (const [a, b] of [["x**2", "x^{2}"], ["\\$5", "5.0"], ["1,000", "1000"], ["$\\frac12$", "0.5"]]) {
    assert.equal(answerKey(a), answerKey(b));
  }
});
