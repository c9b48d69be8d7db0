"""Verdicts are exact: no number of digits in which two answers agree makes them equal."""

import importlib.util
import unittest

if importlib.util.find_spec("sympy") is None:
    raise unittest.SkipTest("SymPy is not installed")

from grading.verdict import holds

EQUAL = [
    ("2^{-2024}", "\\frac{1}{2^{2024}}"),
    ("\\frac{1}{2^{98}} - \\frac{1}{2^{99}}", "\\frac{1}{2^{99}}"),
    ("\\frac{50!}{100!}", "\\frac{1}{\\frac{100!}{50!}}"),
    ("\\sqrt{5 + 2\\sqrt{6}}", "\\sqrt{2} + \\sqrt{3}"),
    ("\\cos\\frac{\\pi}{5}", "\\frac{1 + \\sqrt{5}}{4}"),
    ("\\frac{x^2 - 1}{x - 1}", "x + 1"),
    ("(x + 10^{-30})^2", "x^2 + 2 \\cdot 10^{-30} x + 10^{-60}"),
    ("\\sin^2 x", "1 - \\cos^2 x"),
]

# Each pair differs by less than a float of 64 bits can show: absolutely, or beside its own size.
DIFFERENT = [
    ("2 - \\frac{1}{2^{98}}", "2 - \\frac{1}{2^{99}}"),
    ("\\frac{1}{3^{2024}}", "\\frac{1}{2^{2024}}"),
    ("\\frac{2^{2005}-5}{7 \\cdot 2^{2006}}", "\\frac{2^{2005}-6}{7 \\cdot 2^{2006}}"),
    ("\\frac{50!}{100!}", "\\frac{1}{100!}"),
    ("3.2 \\times 10^{-19} \\pi", "1.6 \\times 10^{-19} \\pi"),
    ("\\pi + 10^{-100}", "\\pi"),
    ("\\sqrt{10^{200}+1}", "10^{100}"),
    ("100! + 1", "100!"),
    ("x + 10^{-30}", "x"),
    ("10^{-30} x", "0"),
    ("\\sqrt{2} x + 10^{-40}", "\\sqrt{2} x"),
    ("(1, 10^{-25})", "(1, 0)"),
    ("x < 10^{-25}", "x < 0"),
]


def is_equal(prediction: str, truth: str) -> bool:
    return holds({"pair": [prediction, truth]})


class VerdictTest(unittest.TestCase):
    def test_the_same_number_in_other_words_is_equal(self) -> None:
        for prediction, truth in EQUAL:
            with self.subTest(f"{prediction} and {truth}"):
                self.assertTrue(is_equal(prediction, truth))
                self.assertTrue(is_equal(truth, prediction))

    def test_what_differs_in_a_far_digit_is_not(self) -> None:
        for prediction, truth in DIFFERENT:
            with self.subTest(f"{prediction} and {truth}"):
                self.assertTrue(is_equal(prediction, prediction) and is_equal(truth, truth))  # both are read
                self.assertFalse(is_equal(prediction, truth))
                self.assertFalse(is_equal(truth, prediction))

    def test_what_cannot_be_read_equals_nothing(self) -> None:
        self.assertFalse(is_equal("7 \\unknown", "7 \\unknown"))
