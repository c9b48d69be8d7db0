"""Other wordings, which keep the answer."""

import random
import unittest

from problems.questions.wordings import WORDINGS, reword
from problems.rules.demonstrate import split_question
from problems.rules.testing import answer_of, needs_sympy

EXAMPLES = [
    ("Calculate 17*23.", "391"),
    ("What is -3 times 5?", "-15"),
    ("What is the product of 17 and 23?", "391"),
    ("-3 + 1", "-2"),
    ("Add together 5 and -7.", "-2"),
    ("Let a = 2 + 3. Solve 3*x + a = 20 for x.", "5"),
    ("Let a = 2 + 3. Solve a = x + 2*y, x - y = 2 for x.", "3"),
    ("Calculate the highest common factor of 84 and 36.", "12"),
    ("Let f(x) = x**2. What is the lowest common multiple of f(2) and 6?", "12"),
    ("Is 7 a factor of 91?", "True"),
    ("Let a = 2 + 3. Does a divide 91?", "False"),
    ("Let a = 2 + 3. What is the remainder when 91 is divided by a?", "1"),
    ("What is next in 1, 4, 9, 16?", "25"),
    ("Factor 2*x**2 - 18.", "2*(x - 3)*(x + 3)"),
    ("List the prime factors of 360.", "2, 3, 5"),
]


class RewordTest(unittest.TestCase):
    def test_every_pattern_has_an_example(self) -> None:
        finals = [split_question(question)[1] for question, _ in EXAMPLES]
        for regexp, _ in WORDINGS:
            self.assertTrue(any(regexp.fullmatch(final) for final in finals), regexp.pattern)

    def test_reword_gives_none_for_other_questions(self) -> None:
        self.assertIsNone(reword("Is 91 prime?", random.Random(0)))
        self.assertIsNone(reword("Solve x**2 + y = 3, x - y = 1 for x.", random.Random(0)))

    def test_reword_makes_a_definition_of_an_equation(self) -> None:
        found = {reword("Solve 3*x + 5 = 20 for x.", random.Random(seed)) for seed in range(40)}
        self.assertIn("Suppose 3*x + 5 = 20. What is x?", found)

    def test_reword_types_maths_by_hand(self) -> None:
        self.assertEqual(reword("Let f(x) = 2*x**2. What is f(3)?", random.Random(0)), "Let f(x) = 2x^2. What is f(3)?")

    @needs_sympy
    def test_reword_keeps_the_answer_in_every_wording(self) -> None:
        for question, answer in EXAMPLES:
            found = {reword(question, random.Random(seed)) for seed in range(40)}
            self.assertGreaterEqual(len(found), 1)
            for wording in found:
                assert wording is not None
                self.assertEqual(answer_of(wording), answer, wording)


if __name__ == "__main__":
    unittest.main()
