"""Maths as people type it, there and back."""

import unittest

from problems.rules.language.handwriting import by_hand, in_python

PAIRS = [
    ("2*x**2 - 3*x + 1", "2x^2 - 3x + 1"),
    ("Let f(x) = 3*(x + 1)*(x - 2).", "Let f(x) = 3(x + 1)(x - 2)."),
    ("-0.5*y + 2*f(3)", "-0.5y + 2f(3)"),
    ("x**2*y + 1/2*x", "x^2*y + 1/2*x"),
]


class HandwritingTest(unittest.TestCase):
    def test_each_gives_what_the_other_takes(self) -> None:
        for python, hand in PAIRS:
            self.assertEqual(by_hand(python), hand)
            self.assertEqual(in_python(hand), python)

    def test_words_and_numbers_stay(self) -> None:
        for text in ("What is the 10th term of 3, 5, 7?", "Convert 3km to cm.", "Is 2 + 2 = 4?"):
            self.assertEqual(in_python(text), text)
            self.assertEqual(by_hand(text), text)


if __name__ == "__main__":
    unittest.main()
