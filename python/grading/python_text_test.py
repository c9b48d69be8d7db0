"""Reading Python's notation: to the last character, or not at all, and without running any of it."""

import importlib.util
import unittest

if importlib.util.find_spec("sympy") is None:
    raise unittest.SkipTest("SymPy is not installed")

import sympy
from sympy import I, Integer, Rational, oo, sqrt

from grading.python_text import read_python
from grading.values import Items, Logic, Region, Relation, Span, Unreadable

X = sympy.Symbol("x")

READ = [
    ("2*x**2 - 3", 2 * X**2 - 3),
    ("math.sqrt(2)/2", sqrt(2) / 2),
    ("Rational('1/3')", Rational(1, 3)),
    ("0.1", Rational(1, 10)),
    ("0.3333333333333333", Rational(1, 3)),
    ("6 - 5*I", 6 - 5 * I),
    ("1, 2", Items("", (Integer(1), Integer(2)))),
    ("(1, 2)", Items("()", (Integer(1), Integer(2)))),
    ("{x: 2}", Items("", (Relation("=", X, Integer(2)),))),
    ("Eq(x, 2)", Relation("=", X, Integer(2))),
    ("1 < x <= 2", Logic("and", (Relation("<", Integer(1), X), Relation("<=", X, Integer(2))))),
    ("Interval.Lopen(1, oo)", Region((Span(Integer(1), oo, True, False),))),
    ("Matrix([[1, 2]])", sympy.ImmutableMatrix([[1, 2]])),
]

UNREAD = [
    ("x.subs(x, 1)", "a call of what is no name"),
    ("().__class__", "Attribute is no mathematics"),
    ("[k for k in y]", "ListComp is no mathematics"),
    ("'7'", "Constant is no mathematics"),
    ("52_8", "an index of digits"),
    ("1/0", "a division by 0"),
    ("9**9**9", "a power with too many digits"),
    ("pi(2)", "pi is no function"),
]

UNPARSED = ["2x", "x +", "1 2", "(1, 2", "x^2)", "x = 1", "1; 2", "1\n2", ""]


class ReadPythonTest(unittest.TestCase):
    def test_a_text_is_read_to_its_end(self) -> None:
        for text, value in READ:
            with self.subTest(text):
                self.assertEqual(read_python(text), value)

    def test_what_could_not_be_read_is_said(self) -> None:
        for text, reason in UNREAD:
            with self.subTest(text), self.assertRaises(Unreadable) as raised:
                read_python(text)
            self.assertEqual(str(raised.exception), reason)

    def test_what_is_no_expression_of_python_is_not_read(self) -> None:
        for text in UNPARSED:
            with self.subTest(text), self.assertRaises(Unreadable) as raised:
                read_python(text)
            self.assertNotEqual(str(raised.exception), "")

    def test_nothing_is_run(self) -> None:
        with self.assertRaises(Unreadable):
            read_python("__import__('sys').exit(3)")
