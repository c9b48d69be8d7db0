"""Imports what programs use and runs it once, so that no program pays for it, and leaves nothing random behind."""

import importlib
import logging
import random
import sys

MAX_INT_DIGITS = 100_000

# Each line touches code that is slow the first time: caches, lazy imports, dispatch tables.
_PROGRAM = """
from sympy import *
x, y = symbols('x y'); n = symbols('n', integer=True)
solve(x**2 - 5*x + 6, x); solve([x + y - 1, x - y]); solve(Eq(x**3, 8), x); solve(x > 2, x)
simplify(sin(x)**2 + cos(x)**2); factor(x**4 - 1); expand((x + 1)**3); diff(x**3, x); integrate(x*sin(x), x)
limit(sin(x)/x, x, 0); Matrix([[1, 2], [3, 4]]).det(); Matrix([[1, 2], [3, 4]]).inv(); summation(n, (n, 1, 10))
factorint(12345); isprime(7); gcd(12, 18); binomial(5, 2); Rational('1/3'); sqrt(2).evalf(); str(sqrt(2)); N(pi)
nsimplify(0.5); together(1/x + 1/y); sympify('x+1'); (x + 1).subs(x, 2); float(pi); latex(x**2)
solve(sin(x) - Rational(1, 2), x); Poly(x**2 + 1).all_roots()
"""
_STANDARD = (
    "cmath collections copy datetime decimal fractions functools heapq itertools math operator re statistics string "
    "time typing"
)
_MORE = "array calendar glob mmap pickle pprint queue secrets sympy.stats textwrap timeit uuid zlib"
_GRADING = r"""
from math_verify import parse, verify
for text in (r'$\frac{1}{2}$', '$x^2+1$', r'$\left(1, \sqrt{2}\right)$'):
    verify(parse(text, parsing_timeout=None), parse(text, parsing_timeout=None), timeout_seconds=None)
"""


class _Seeded(random.Random):
    """SymPy seeds its own generator and the indices of Dummy symbols from the system's entropy; this gives it none."""

    def __init__(self, seed: int | float | str | bytes | bytearray | None = 0) -> None:
        super().__init__(0 if seed is None else seed)


def import_libraries() -> None:
    """Imports SymPy deterministically, and the parts of the standard library that programs use."""
    random.seed(0)
    original, vars(random)["Random"] = random.Random, _Seeded
    try:
        importlib.import_module("sympy")
        try:
            importlib.import_module("math_verify")  # for the grader; a verifier without it serves everything else
        except ImportError:
            pass
    finally:
        vars(random)["Random"] = original
    _import_all(_STANDARD)


def import_more() -> None:
    """Imports what programs could otherwise not, where they can open no file: not needed, hence not done, elsewhere."""
    _import_all(_MORE)


def _import_all(names: str) -> None:
    for name in names.split():
        importlib.import_module(name)


def warm_up() -> None:
    """Runs the warm-up program and puts every generator back to its seed."""
    namespace: dict[str, object] = {"__name__": "warm_up"}
    exec(compile(_PROGRAM, "<warm-up>", "exec"), namespace)
    if "math_verify" in sys.modules:
        logging.disable(logging.CRITICAL)
        exec(compile(_GRADING, "<warm-up>", "exec"), namespace)
        logging.disable(logging.NOTSET)
    import sympy.core.random
    import sympy.core.symbol

    sympy.core.random.seed(0)
    random.seed(0)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(MAX_INT_DIGITS)
