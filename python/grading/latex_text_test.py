"""Reading LaTeX: to the last character, or not at all."""

import importlib.util
import unittest

if importlib.util.find_spec("sympy") is None:
    raise unittest.SkipTest("SymPy is not installed")

import sympy
from sympy import Rational, sqrt

from grading.latex_text import MAX_DEPTH, read_latex
from grading.values import Items, Relation, Unreadable

X, Y = sympy.symbols("x y")

READ = [
    ("\\frac12", Rational(1, 2)),
    ("1\\frac{1}{2}", Rational(3, 2)),
    ("1 1/2", Rational(3, 2)),
    ("2\\frac{x}{2}", X),
    ("0.1\\overline{6}", Rational(1, 6)),
    ("-2^2", sympy.Integer(-4)),
    ("2^{3^2}", sympy.Integer(512)),
    ("3!!", sympy.Integer(3)),
    ("\\sqrt[3]{-8}", sympy.Integer(-2)),
    ("\\sin^2 2x + 1", sympy.sin(2 * X) ** 2 + 1),
    ("\\sin^{-1} x", sympy.asin(X)),
    ("\\log_2 8", sympy.Integer(3)),
    ("|x|y", abs(X) * Y),
    ("\\lfloor 2.5 \\rfloor", sympy.Integer(2)),
    ("\\sum_{k=1}^{3} k^2", sympy.Integer(14)),
    ("1 \\pm \\sqrt{2}", Items("", (1 + sqrt(2), 1 - sqrt(2)))),
    ("\\{1, 2\\} \\cup \\{2, 3\\}", Items("{}", (sympy.Integer(1), sympy.Integer(2), sympy.Integer(3)))),
    ("1 : 2", Items(":", (sympy.Integer(1), sympy.Integer(2)))),
    ("x \\equiv 1 \\pmod{7}", Relation("mod", X, sympy.Integer(1), sympy.Integer(7))),
    ("\\begin{vmatrix} 1 & 2 \\\\ 3 & 4 \\end{vmatrix}", sympy.Integer(-2)),
]

UNREAD = [
    ("x +", "the end stands where a number or a letter should"),
    ("x^2 )", ") cannot stand where it does"),
    ("2 \\unknown", "\\unknown cannot stand where it does"),
    ("(1, 2", "the end stands where ) or ] should"),
    ("[1)", "brackets that do not fit"),
    ("x sorted", "the word sorted"),
    ("52_8", "a numeral of another base"),
    ("1 2", "two numbers side by side"),
    ("\\frac{1}{0}", "a division by 0"),
    ("9^{9^{9}}", "a power with too many digits"),
    ("\\sum_{k=1}^{100000} k", "a sum of many terms"),
    ("\\begin{align} x \\end{align}", "an environment that is no matrix"),
    ("\\begin{pmatrix} 1 & 2 \\\\", "a matrix that is not closed"),
    ("{" * (MAX_DEPTH + 1), "brackets nested too deeply"),
]


class ReadLatexTest(unittest.TestCase):
    def test_a_text_is_read_to_its_end(self) -> None:
        for text, value in READ:
            with self.subTest(text):
                self.assertEqual(read_latex(text), value)

    def test_what_could_not_be_read_is_said(self) -> None:
        for text, reason in UNREAD:
            with self.subTest(text), self.assertRaises(Unreadable) as raised:
                read_latex(text)
            self.assertEqual(str(raised.exception), reason)

    def test_no_end_of_a_text_is_dropped(self) -> None:
        for text, _ in READ:
            for rest in (")", "}", "\\unknown", "\\"):
                with self.subTest(text + rest), self.assertRaises(Unreadable):
                    read_latex(text + rest)
