import assert from "node:assert/strict";
import { type ToldStep, trajectoryOf, Tree } from "@rstar/core/search";
import { answer, broken, code, end, play, small } from "@rstar/core/testing";
import { definesAll, isGuessable, isLuckyGuess } from "./lucky_guess.ts";

const QUESTION = "Let z = 10 - -1. Let n(u) = u**3 - 5*u. Let k be n(z). Is k a prime number?";

Deno.test("isGuessable() says yes to answers of which there are few", () => {
  for (const verdict of ["True", "false", "Yes", "\\text{No}"]) assert.ok(isGuessable("Is 3 prime?", verdict), verdict);
  for (const sign of ["<", ">=", "\\le", "≥"]) assert.ok(isGuessable("Which sign?", sign), sign);
  assert.ok(isGuessable("Which is the closest to x?  (a) -0.3  (b) 7.9  (c) o", "c"));
  assert.ok(isGuessable("Which is right? (A) 3 (B) 4", "(B)"));
  assert.ok(isGuessable("Let g = 2. Which is smaller: g or -0.8?", "-0.8"));
  assert.ok(isGuessable("Let c = 2. What is the fourth smallest value in c, 3, -2/4, 29?", "-0.5"));
  assert.ok(isGuessable("Sort r, -0.4, m in descending order.", "-0.4, r, m"));
  assert.ok(isGuessable("Which is larger, 2 or 3.", "3"));
});

Deno.test("isGuessable() says no to answers that must be found", () => {
  assert.ok(!isGuessable("What is 2 + 3?", "5"));
  assert.ok(!isGuessable("Solve 3*c = c for c.", "c"), "a letter, but no option");
  assert.ok(!isGuessable("Which?  (a) 1  (b) 2", "d"));
  assert.ok(!isGuessable("What is the gcd of 8 and 16?", "8"), "operands are no alternatives");
  assert.ok(!isGuessable("Put 7, -5, 5, u in decreasing order.", "7, 5, u, -5"), "one of 24 orderings");
  assert.ok(!isGuessable("What is the biggest value in 1, 2, 3, 4, 5, 6, 7, 8, 9?", "9"), "one of nine");
});

Deno.test("definesAll() wants a value for every name on the way to the answer", () => {
  assert.ok(definesAll(QUESTION, "z = 11\nn = lambda u: u**3 - 5*u\nk = n(z)\nprint(isprime(k))"));
  assert.ok(!definesAll(QUESTION, "z = 11\nn = lambda u: u**3 - 5*u\nprint(isprime(z))"), "k is missing");
  assert.ok(!definesAll(QUESTION, "k = 3\nprint(isprime(k))"), "what k needs is missing");
  assert.ok(!definesAll("Suppose 2*x = 4. Is x odd?", "x = symbols('x')\nprint(x == 3)"), "a symbol has no value");
  assert.ok(definesAll("Is 17 prime?", "print(True)"), "nothing is defined");
});

/** The trajectory that a script of steps makes. */
function trajectory(...steps: readonly ToldStep[]) {
  const tree = new Tree({ question: "q", options: small({ errorsThreshold: 2 }), reward: "ground-truth", seed: 1 });
  const path = (depth: number) => Array.from({ length: depth }, () => "0").join(".");
  play(tree, Object.fromEntries(steps.map((step, depth) => [path(depth), [step]])));
  return trajectoryOf(tree.found[0]);
}

Deno.test("isLuckyGuess() reads the code of the steps that ran, not their comments or output", () => {
  const problem = { id: "p", question: QUESTION, answer: "False" };
  const right = answer("False", { correct: true });
  const [z, n] = [code("<code>\nz = 11"), code("def n(u): return u**3 - 5*u")];
  assert.ok(!isLuckyGuess(trajectory(z, n, end("k = n(z)\nprint(isprime(k))"), right), problem));
  assert.ok(isLuckyGuess(trajectory(z, n, end("# k = n(z)\nprint('k = 3')"), right), problem));
  assert.ok(isLuckyGuess(trajectory(z, n, broken("k = n(z)"), end("print(0)"), right), problem), "k was never bound");
  assert.ok(!isLuckyGuess(trajectory(z, right), { ...problem, answer: "1276" }), "nobody guesses this");
});
