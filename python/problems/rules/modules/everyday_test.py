"""Powers, roots, percentages and short questions."""

import unittest

from problems.rules.demonstrate import demonstrate
from problems.rules.testing import answer_of, needs_sympy

EXAMPLES = [
    ("What is 7 squared?", "49"),
    ("Find the cube of -3.", "-27"),
    ("what is 2 to the power of 10", "1024"),
    ("What is the square root of 144?", "12"),
    ("sqrt(81)", "9"),
    ("What is the cube root of 27?", "3"),
    ("What is 15% of 70?", "21/2"),
    ("What is 17 mod 5?", "2"),
    ("What is 3/4 of 20?", "15"),
    ("Calculate 5!.", "120"),
    ("Convert 255 to hexadecimal.", "ff"),
    ("What is 100 in base 2?", "1100100"),
    ("What's the sum of 23 and 45?", "68"),
    ("Find the product of -6 and 7.", "-42"),
    ("What is 6 multiplied by 7?", "42"),
    ("Multiply 6 by 7.", "42"),
    ("What is the average of 3, 5 and 10?", "6"),
    ("Factorize 84.", "2, 3, 7"),
    ("Simplify 6/8.", "3/4"),
    ("Solve for x: 3x + 5 = 20", "5"),
    ("2y - 7 = 11, what is y?", "9"),
    ("Find the roots of x^2 - 5x + 6.", "2, 3"),
    ("If f(x) = 2x + 3, what is f(4)?", "11"),
    ("What is the 10th term of 3, 5, 7, 9?", "21"),
]


class EverydayRulesTest(unittest.TestCase):
    @needs_sympy
    def test_rules_answer(self) -> None:
        for question, answer in EXAMPLES:
            self.assertEqual(answer_of(question, "everyday__any"), answer, question)

    def test_comments_keep_the_spelling_of_the_question(self) -> None:
        (step,) = demonstrate("Solve for x: 3x^2 = 12") or [""]
        self.assertIn("# Solve for x: 3x^2 = 12\n", step)
        self.assertIn("Eq(3*x**2, 12)", step)

    def test_rules_leave_the_rest(self) -> None:
        for question in ("What is 10 in base 60?", "What is the average of a and 3?", "What is the 10th term of 3?"):
            self.assertIsNone(demonstrate(question, "everyday__any"), question)


if __name__ == "__main__":
    unittest.main()
