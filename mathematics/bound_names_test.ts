import assert from "node:assert/strict";
import { boundNames } from "./bound_names.ts";

const bound = (program: string): string => [...boundNames(program)].sort().join(" ");

Deno.test("boundNames() finds every form of assignment", () => {
  assert.equal(bound("x = 1\ny = z = x"), "x y z");
  assert.equal(bound("(a, b), *c = f(1)\n[d] = [2]"), "a b c d");
  assert.equal(bound("x: int = 1; y = 2"), "x y");
  assert.equal(bound("def f(t):\n    g = 2*t\n    return g"), "f g");
  assert.equal(bound("if x == 1: y = 2\nelse: z = {1: 2}[1]"), "y z");
  assert.equal(bound("f = lambda x=1, y=2: x"), "f");
  assert.equal(bound("x, y = linsolve(\n    [Eq(x, 1)], # k = 2\n    [x, y]\n).args[0]"), "x y");
  assert.equal(bound("total = 1 + \\\n  2"), "total");
});

Deno.test("boundNames() takes nothing else for an assignment", () => {
  assert.equal(bound("print(1, end='')\nassert x == 1 and y <= 2 != z"), "");
  assert.equal(bound("x += 1\na[0] = 1\na.b = 2\nsolve(e, x=3)"), "");
  assert.equal(bound('s = "k = 1; m = 2"\n"""\nn = 3\n"""\n# o = 4'), "s");
});

Deno.test("boundNames() counts a symbol only once it has a value", () => {
  assert.equal(bound("x, y = symbols('x y')\nt = sympy.Symbol('t')\nf = Function('f')"), "");
  assert.equal(bound("x = symbols('x')\nx = solve(Eq(2*x, 4), x)[0]"), "x");
});
