"""Derivatives, of any order and variable."""

import unittest

from problems.rules.testing import answer_of, needs_sympy


@needs_sympy
class CalculusTest(unittest.TestCase):
    def assert_answers(self, *pairs: tuple[str, "str | None"]) -> None:
        for question, answer in pairs:
            self.assertEqual(answer_of(question, "calculus"), answer, question)

    def test_rules_differentiate_and_expand(self) -> None:
        self.assert_answers(
            ("What is the third derivative of 53457*b**5 + 16614*b**2?", "3207420*b**2"),
            ("What is the derivative of -40*f**4 - f**3 + 24*f**2 + 25372?", "-160*f**3 - 3*f**2 + 48*f"),
            ("Find the third derivative of 22*a**6 - 4*a**5 - 94*a**2.", "2640*a**3 - 240*a**2"),
            ("Differentiate -76 - 5*i**4 + 81 + 105 + 118 + i wrt i.", "1 - 20*i**3"),
            ("Differentiate 3*x**2.", "6*x"),
            ("Find the fourth derivative of x**5.", None),
        )

    def test_rules_differentiate_with_respect_to_one_of_several_variables(self) -> None:
        self.assert_answers(
            ("Differentiate -958574*l*u**3 + 5384193*u**3 with respect to l.", "-958574*u**3"),
            (
                "Find the third derivative of 30*d**6 - 5*d**4*o**2 - 2*d**2*o**2 - d**2*o + 267*d*o wrt d.",
                "3600*d**3 - 120*d*o**2",
            ),
            ("Differentiate x*y.", None),
            ("Differentiate x*y wrt z.", None),
        )

    def test_rules_use_what_was_defined(self) -> None:
        self.assert_answers(
            (
                "Let f be -1*68/(-18) + (-14)/(-63). Let b(k) be the first derivative of 2*k**2 + 0*k**3 + "
                "3/4*k**f + 0*k - 2. Find the second derivative of b(j) wrt j.",
                "18*j",
            ),
            (
                "Let k(f) = -2*f**2 - 3*f + 7. Let u be k(-3). Let b be (-69)/(-24) - u/16. What is the third "
                "derivative of -4*h**2 - 12*h**3 + 4*h**b - h**2 + 3*h**3 wrt h?",
                "-30",
            ),
            ("Find the second derivative of b(j) wrt j.", None),
        )


if __name__ == "__main__":
    unittest.main()
