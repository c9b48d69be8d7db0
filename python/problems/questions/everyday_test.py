"""Everyday questions, whose answers are computed apart from those of the rules' programs."""

import random
import unittest

from problems.questions.everyday import MODULES
from problems.rules.testing import answer_of, needs_sympy


class EverydayTest(unittest.TestCase):
    @needs_sympy
    def test_every_question_is_demonstrated_and_right(self) -> None:
        from problems.answers.compare import comparison_for, equal

        random.seed(3)
        for name, sample in MODULES.items():
            for _ in range(40):
                question, answer = sample()
                printed = answer_of(question, name)
                self.assertIsNotNone(printed, question)
                self.assertTrue(
                    equal(printed or "", answer, comparison_for(question, name)), (question, answer, printed)
                )

    def test_maths_is_typed_in_more_than_one_way(self) -> None:
        random.seed(4)
        questions = [MODULES["everyday__polynomial_roots"]().question for _ in range(200)]
        self.assertTrue(any("^2" in question for question in questions))
        self.assertTrue(any("**2" in question for question in questions))
        self.assertTrue(any(question.startswith("solve") for question in questions))
        self.assertTrue(any(question[-1] not in ".?" for question in questions))


if __name__ == "__main__":
    unittest.main()
