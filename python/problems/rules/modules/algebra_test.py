"""Equations, roots, factors and sequences."""

import unittest

from problems.rules.testing import answer_of, needs_sympy


@needs_sympy
class AlgebraTest(unittest.TestCase):
    def assert_answers(self, *pairs: tuple[str, "str | None"]) -> None:
        for question, answer in pairs:
            self.assertEqual(answer_of(question, "algebra"), answer, question)

    def test_rules_solve_equations_in_every_wording(self) -> None:
        self.assert_answers(
            ("Solve 3*x + 5 = 20 for x.", "5"),
            ("Solve 3*x + 5 = 20.", "5"),
            ("What is x in x**2 - 5*x + 6 = 0?", "2, 3"),
            ("Find x such that 2*x = 1.", "1/2"),
            ("Determine x, given that 4*x**2 - 1 = 0.", "-1/2, 1/2"),
            ("If 3*x + 5 = 20, what is x?", "5"),
            ("Let 2*x**2 - 18 = 0. What is x?", "-3, 3"),
            ("Suppose 2*x**2 - 18 = 0. Calculate x.", "-3, 3"),
            ("Let f(x) = x**2 - x. Let f(z) = 0. Calculate z.", "0, 1"),
        )

    def test_rules_solve_for_the_asked_unknown_of_a_system(self) -> None:
        self.assert_answers(
            ("Solve x + y = 3, x - y = 1 for y.", "1"),
            ("Let f(c) = c - 4. Suppose 2*k = f(8). Solve p + q = k, -p = q - 2*p for p.", "1"),
        )

    def test_rules_refuse_equations_they_cannot_solve(self) -> None:
        self.assert_answers(
            ("Solve x + y = 3 for x.", None),
            ("Solve x*y**2 = 3, x - y = 1 for x.", None),
            ("Solve 3*x = 6 for y.", None),
            ("Solve the riddle for x.", None),
        )

    def test_rules_factor_also_through_functions(self) -> None:
        self.assert_answers(
            ("Factor 2*x**2 - 18.", "2*(x - 3)*(x + 3)"),
            ("Let f(x) = x**2 - 9. Factor f(z).", "(z - 3)*(z + 3)"),
            ("Factor g(x).", None),
        )

    def test_rules_continue_sequences(self) -> None:
        self.assert_answers(
            ("What is next in 1, 4, 9, 16?", "25"),
            ("What comes next: -2, -4, -6?", "-8"),
            ("What is the n'th term of 1, 4, 9, 16?", "n**2"),
        )


if __name__ == "__main__":
    unittest.main()
