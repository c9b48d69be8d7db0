"""Forms keep order and digits, and no word becomes mathematics."""

import importlib.util
import unittest

if importlib.util.find_spec("sympy") is None:
    raise unittest.SkipTest("SymPy is not installed")

from grading.forms import forms
from grading.values import Unreadable

# Text, plain form, LaTeX; Python is the text.
PYTHON = [
    ("0.3", "0.3", "0.3"),
    ("5/3", "5/3", "\\frac{5}{3}"),
    ("-5/3", "-5/3", "- \\frac{5}{3}"),
    ("Rational(5, 3)", "5/3", "\\frac{5}{3}"),
    ("2*x**2 - 1", "2*x^2 - 1", "2 x^{2} - 1"),
    ("1 + x", "1 + x", "1 + x"),
    ("-(x + 1)*3", "-(x + 1)*3", "- \\left(x + 1\\right) \\cdot 3"),
    ("a - (b - c)", "a - (b - c)", "a - \\left(b - c\\right)"),
    ("(-x)**2/(y + 1)", "(-x)^2/(y + 1)", "\\frac{\\left(- x\\right)^{2}}{y + 1}"),
    ("2*sin(x_1)", "2*sin(x_1)", "2 \\sin{\\left(x_{1} \\right)}"),
    ("6 - 5*I", "6 - 5*i", "6 - 5 i"),
    ("-sqrt(2), pi", "-sqrt(2), pi", "- \\sqrt{2}, \\pi"),
    ("[1, 2]", "1, 2", "1, 2"),
    ("[]", "none", "\\varnothing"),
    ("(1, 2)", "(1, 2)", "\\left(1, 2\\right)"),
    ("(3, -4)", "(3, -4)", "\\left(3, -4\\right)"),
    ("x != 2", "x != 2", "x \\neq 2"),
    ("Interval(0, 1)", "Interval(0, 1)", "\\left[0, 1\\right]"),
    (
        "Union(Interval.open(-oo, 1), Interval(2, 3))",
        "Union(Interval.open(-oo, 1), Interval(2, 3))",
        "\\left(-\\infty, 1\\right) \\cup \\left[2, 3\\right]",
    ),
    ("{1, 2}", "{1, 2}", "\\left\\{1, 2\\right\\}"),
    ("{x: 3}", "x = 3", "x = 3"),
    ("Eq(x, 3)", "x = 3", "x = 3"),
    ("(-oo < x) & (x <= 3)", "x <= 3", "x \\leq 3"),
    ("(x < 1) | (2 <= x)", "x < 1 or x >= 2", "x < 1 \\text{ or } x \\geq 2"),
    ("[True, False]", "True, False", "\\text{True}, \\text{False}"),
]

# Text, plain form, Python; LaTeX is the text.
LATEX = [
    ("\\frac{1}{2}", "1/2", "1/2"),
    ("\\frac{x}{2}", "\\frac{x}{2}", "x/2"),
    ("2^{\\frac{1}{2}}", "sqrt(2)", "sqrt(2)"),
    ("x = \\frac{1}{2}", "x = \\frac{1}{2}", "Eq(x, 1/2)"),
    ("90^\\circ", "90^\\circ", "pi/2"),
    ("[0, 1] \\cup [2, 3]", "[0, 1] \\cup [2, 3]", "Union(Interval(0, 1), Interval(2, 3))"),
    ("\\frac{1}{2}, \\frac{1}{3}", "1/2, 1/3", "1/2, 1/3"),
]

NONE = ["even", "10:27 AM", "'7'", "9**9**9**9", "print(7)", "x.subs(x, 1)", "[k for k in y]", "2 +", "\\text{even}"]


class FormsTest(unittest.TestCase):
    def test_python_notation_keeps_its_order_and_digits(self) -> None:
        for text, plain, latex in PYTHON:
            with self.subTest(text):
                self.assertEqual(forms(text), {"plain": plain, "latex": latex, "python": text})

    def test_latex_is_read(self) -> None:
        for text, plain, python in LATEX:
            with self.subTest(text):
                self.assertEqual(forms(text), {"plain": plain, "latex": text, "python": python})

    def test_what_is_no_mathematics_has_no_forms(self) -> None:
        for text in NONE:
            with self.subTest(text), self.assertRaises((Unreadable, SyntaxError)):
                forms(text)
