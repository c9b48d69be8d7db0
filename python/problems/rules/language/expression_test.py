"""Expressions of a question as exact Python."""

import unittest

from problems.rules.language.expression import Names, exact, exact_operand, is_expression, letters, split_list


class ExactTest(unittest.TestCase):
    def test_exact_wraps_the_integer_before_a_slash(self) -> None:
        self.assertEqual(exact("3/4 + 2*x"), "S(3)/4 + 2*x")
        self.assertEqual(exact("(-7)/6 - (3 - 5)/(-2)"), "(-S(7))/6 - (3 - S(5))/(-2)")
        self.assertEqual(exact("2*3/4"), "2*S(3)/4")
        self.assertEqual(exact("2/q"), "S(2)/q")
        self.assertEqual(exact("2**(-1)"), "S(2)**(-1)")

    def test_exact_copies_what_is_exact_already(self) -> None:
        for text in ("-x**2/3 + 2*x", "f(3)/4", "(x + 3)/4", "2**3", "-3 - -4*g(x)", "sqrt(3)/2"):
            self.assertEqual(exact(text), text)

    def test_exact_writes_decimals_as_rationals(self) -> None:
        self.assertEqual(exact("-0.25*x + 1.50"), "-Rational('0.25')*x + Rational('1.50')")

    def test_exact_gives_none_for_what_is_not_an_expression(self) -> None:
        for text in ("", "the number", "2x", "x = 3", "__import__(a)", "x.y", "[1]", "lambda x: 3", "f(a=3)"):
            self.assertIsNone(exact(text), text)
            self.assertFalse(is_expression(text), text)

    def test_exact_operand_brackets_all_but_atoms(self) -> None:
        for text in ("c", "7", "f(c)"):
            self.assertEqual(exact_operand(text), text)
        for text in ("-7", "c + 1"):
            self.assertEqual(exact_operand(text), f"({text})")


class NamesTest(unittest.TestCase):
    def test_letters_keeps_the_order_and_leaves_calls_out(self) -> None:
        self.assertEqual(letters("f(z) + 2*b - g(a)*b + sqrt(y)"), ["z", "b", "a", "y"])

    def test_unknowns_leaves_out_what_is_bound(self) -> None:
        names = Names(values={"a"}, functions={"f"}, lists={"r"})
        self.assertEqual(names.unknowns("f(z) + a", "r - b"), ["z", "b"])
        self.assertEqual(names.declare("f(z) + b"), "z, b = symbols('z b')\n")
        self.assertEqual(names.declare("f(a)"), "")

    def test_value_needs_every_name_to_be_bound(self) -> None:
        names = Names(values={"a"}, functions={"f"})
        self.assertEqual(names.value("f(a)/2"), "f(a)/2")
        self.assertIsNone(names.value("f(b)"))
        self.assertIsNone(names.value("g(a)"))
        self.assertEqual(names.operand("a + 1"), "(a + 1)")

    def test_split_list_splits_outside_parentheses(self) -> None:
        self.assertEqual(split_list("1, f(2, 3), -3/4"), ["1", "f(2, 3)", "-3/4"])


if __name__ == "__main__":
    unittest.main()
