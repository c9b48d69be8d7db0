import assert from "node:assert/strict";
import { neededNames } from "./question_names.ts";

const needed = (question: string): string => [...neededNames(question)].sort().join(" ");

Deno.test("neededNames() follows definitions down to the first", () => {
  assert.equal(needed("Let z = 10 - -1. Let y = 6 - z. Let n(u) = u**3 - 5*u. Let k be n(y). Is k prime?"), "k n y z");
  assert.equal(
    needed("Let c(v) be the third derivative of v**8. Let t(u) be the first derivative of c(u). Is t(2) > 3?"),
    "c t",
  );
  assert.equal(needed("Let i be (-44)/(-7) + (-20)/70. Let f = i - 5. Let g = -3 + 2. Does g = f?"), "f g i");
});

Deno.test("neededNames() leaves out what the question does not come to", () => {
  assert.equal(needed("Suppose -2*d + 14 = -2*k, -5*d - 34 = 4*k. Is d a multiple of 3?"), "d");
  assert.equal(needed("Let a = 2. Let k = 3. Is k a prime number?"), "k");
  assert.equal(needed("Let a = 2. Let j = 3. Which is smaller?  (a) 0.4  (b) j"), "j");
  assert.equal(needed("Let a = 2. Let j = 3. Is f(2) + 3 a multiple of j?"), "j");
});

Deno.test("neededNames() tells the name a from the article", () => {
  assert.equal(needed("Let a = 2. Is a prime?"), "a");
  assert.equal(needed("Let a = 2. Is a a prime number?"), "a");
  assert.equal(needed("Let a = 2. Is a + 1 prime?"), "a");
});

Deno.test("neededNames() takes what is known in an equation for given, the rest for unknowns", () => {
  assert.equal(needed("Let q = 3. Suppose q = 6*g - 5*g. Is g even?"), "g q");
  assert.equal(needed("Let j(w) = w**2 - 4. Suppose j(k) = 0. Is k positive?"), "j k");
  assert.equal(needed("Suppose 0 = r, -3*p + 5 = -2*r. Is p even?"), "p");
  assert.equal(needed("Let f(x) = x + b. Let b = 2. Is f(1) even?"), "f", "a name is used once it is defined");
});

Deno.test("neededNames() keeps a function's parameters apart from names", () => {
  assert.equal(needed("Let u = 4. Let n(u) = u**2. Is n(3) odd?"), "n");
  assert.equal(needed("Let u = 4. Let n(x) = u*x**2. Is n(3) odd?"), "n u");
});

Deno.test("neededNames() finds nothing in questions that define nothing", () => {
  assert.equal(needed("Is 17 prime?"), "");
  assert.equal(needed("Let n be a positive integer such that n divides 6. Is n prime?"), "");
  assert.equal(needed("Let $ABC$ be a triangle. Is it acute?"), "");
  assert.equal(needed("Suppose Alice buys 3 apples. Does she have x = 4 apples?"), "");
});

Deno.test("neededNames() reads LaTeX around names", () => {
  assert.equal(needed("Let $f(x) = x^2 + \\frac{1}{2}$. Is $f(3) > 9$?"), "f");
});
