"""Outputs against answers: equal numbers, expressions, sets and forms, and what differs."""

import importlib.util
import unittest

if importlib.util.find_spec("sympy") is None:
    raise unittest.SkipTest("SymPy is not installed")

from problems.answers.compare import Comparison, comparison_for, equal, pieces


class EqualTest(unittest.TestCase):
    def test_accepts_the_same_text(self) -> None:
        for text in ("4:45 AM", "a", "True", "-30a", "5, 5/2, 2", "x**2 + 1"):
            self.assertTrue(equal(f" {text}\n", text), text)

    def test_accepts_equal_values_written_differently(self) -> None:
        for output, answer in (
            ("3/10", "0.3"),
            ("0.50", "1/2"),
            ("1 + x", "x + 1"),
            ("(x + 1)**2", "x**2 + 2*x + 1"),
            ("sqrt(8)", "2*sqrt(2)"),
            ("1/(1 + sqrt(2))", "sqrt(2) - 1"),
            ("2, 0.5", "2, 1/2"),
        ):
            self.assertTrue(equal(output, answer), (output, answer))

    def test_rejects_what_is_only_close(self) -> None:
        for output, answer in (
            ("0.3333333333333333", "1/3"),
            ("1.4142135623730951", "sqrt(2)"),
            ("0.1", "0.10000001"),
            ("100000000000000000001", "100000000000000000000"),
            ("2, 1", "1, 2"),
            ("1", "1, 1"),
        ):
            self.assertFalse(equal(output, answer), (output, answer))

    def test_does_not_read_digits_of_another_base_or_names_as_numbers(self) -> None:
        for output, answer in (
            ("100000", "1e5"),
            ("b", "a"),
            ("true", "True"),
            ("1", "True"),
            ("2*x", "2x"),
            ("", "0"),
            ("04:45 AM", "4:45 AM"),
            ("a(2)", "2*a"),
            ("xy", "x*y"),
            ("(1", "1"),
            ("1/0", "2"),
        ):
            self.assertFalse(equal(output, answer), (output, answer))

    def test_ignores_order_only_for_sets(self) -> None:
        self.assertTrue(equal("3, -1/2", "-0.5, 3", Comparison.SET))
        self.assertTrue(equal("[2, 3, 5]", "2, 3, 5", Comparison.SET))
        self.assertFalse(equal("2, 3", "2, 3, 5", Comparison.SET))
        self.assertFalse(equal("2, 2, 3", "2, 3, 3", Comparison.SET))
        self.assertFalse(equal("3, -1/2", "-0.5, 3"))

    def test_asks_for_the_form_up_to_the_order_of_its_pieces(self) -> None:
        self.assertTrue(equal("2*(x + 1)*(x - 3)", "2*(x - 3)*(x + 1)", Comparison.FORM))
        self.assertTrue(equal("-x**2 + 3*x", "3*x - x**2", Comparison.FORM))
        self.assertFalse(equal("x**2 - 2*x - 3", "(x - 3)*(x + 1)", Comparison.FORM))
        self.assertFalse(equal("(x - 3)*(x + 1)", "x**2 - 2*x - 3", Comparison.FORM))


class ComparisonForTest(unittest.TestCase):
    def test_follows_the_last_sentence_and_the_module(self) -> None:
        for question, module, expected in (
            ("Expand (x + 1)**2.", "polynomials__expand", Comparison.FORM),
            ("Let a be 2. Factor x**2 - a*x.", "algebra__polynomial_roots_composed", Comparison.FORM),
            ("Solve x**2 - 3*x + 2 = 0.", "algebra__polynomial_roots", Comparison.SET),
            ("List the prime factors of 12.", "numbers__list_prime_factors", Comparison.SET),
            ("What is 3 + 4?", "arithmetic__add_or_sub", Comparison.VALUE),
            ("Sort 3, 1, 2.", "comparison__sort", Comparison.VALUE),
        ):
            self.assertIs(comparison_for(question, module), expected, question)


class PiecesTest(unittest.TestCase):
    def test_splits_terms_else_factors(self) -> None:
        self.assertEqual(pieces("-x**2 + 3*x - 1"), ["-1", "-x**2", "3*x"])
        self.assertEqual(pieces("2*(x - 1)**2*(x + 3)"), ["(x+3)", "(x-1)**2", "2"])
        self.assertEqual(pieces("x**(-2)"), ["x**(-2)"])


if __name__ == "__main__":
    unittest.main()
