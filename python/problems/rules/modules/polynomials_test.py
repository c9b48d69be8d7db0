"""Polynomials: expanded, collected, composed."""

import unittest

from problems.rules.testing import answer_of, needs_sympy


@needs_sympy
class PolynomialsTest(unittest.TestCase):
    def assert_answers(self, *pairs: tuple[str, "str | None"]) -> None:
        for question, answer in pairs:
            self.assertEqual(answer_of(question, "polynomials"), answer, question)

    def test_rules_evaluate_functions(self) -> None:
        self.assert_answers(
            ("Let l(x) = -2*x**3 + 2*x**2 - 1. What is l(-1)?", "3"),
            ("Let a(l) = -17*l - 1093. Determine a(-65).", "12"),
            ("Let x(h) = -2*h - 1. Let q be x(-1). Let b = 14 - 12. Let o(w) = 2*w + w - b*w + q. Give o(0).", "1"),
            ("Let n(a) = a**2 + 10. Suppose -y + 4*s - 4 = 0, -5*y + y = 2*s - 2. Determine n(y).", "10"),
            ("What is l(-1)?", None),
        )

    def test_rules_add_and_compose_functions(self) -> None:
        self.assert_answers(
            ("Let w(n) = 4*n. Let m(n) = -9*n - 9 + 7 + 2. Give -2*m(x) - 5*w(x).", "-2*x"),
            (
                "Let c(k) = -7*k - 4. Let a = -1 + 2. Let r = -330 + 324. Let m(v) = -v - 1. Calculate a*c(x) + "
                "r*m(x).",
                "2 - x",
            ),
            ("Let b(n) = 34*n**2. Let h(a) = -11*a**2. Determine h(b(v)).", "-12716*v**4"),
            (
                "Let u(l) = l**2 - 4. Let y(i) = -243*i**2 + 31*i + 1. Calculate y(u(z)).",
                "-243*z**4 + 1975*z**2 - 4011",
            ),
        )

    def test_rules_expand_and_collect(self) -> None:
        self.assert_answers(
            ("Expand (-11*t + 0*t + 2*t)*(3 - 11*t + 0*t + 8*t).", "27*t**2 - 27*t"),
            ("Expand (-2*f - 4*f - 3*f)*(-f**2 + 2*f**2 + 0*f - f).", "-9*f**3 + 9*f**2"),
            ("Collect the terms in 9 + 4*j**3 - 16*j**2 - 9.", "4*j**3 - 16*j**2"),
            ("Collect the stamps in 9.", None),
        )

    def test_rules_read_the_coefficient_that_is_asked_for(self) -> None:
        self.assert_answers(
            ("Rearrange 23 - 2*a - 40 + 2*a**2 - 2*a**3 + a**3 to o*a + r*a**2 + d*a**3 + h and give h.", "-17"),
            ("Express 4*u**2 + 4*u**3 + 0*u**3 - u**2 as d + a*u**2 + o*u**3 + g*u and give o.", "4"),
            ("Express -10*v - 17*v - 4*v in the form f*v + b and give b.", "0"),
            ("Express -10*v - 17*v - 4*v in the form f*v + b and give f.", "-31"),
            ("Rearrange -1 + 2*k**3 + 6*k**2 to the form q*k**2 + v*k**3 + l + b*k and give b.", "0"),
            ("Express 2*v in the form f*v + b and give c.", None),
        )

    def test_rules_simplify_powers_exactly(self) -> None:
        self.assert_answers(
            ("Simplify (d**(1/4)*d)**(5/3)/(d*d**(2/9)*d**1*d) assuming d is positive.", "d**(-41/36)"),
            ("Simplify (q/q**(-7))**4 assuming q is positive.", "q**32"),
            ("Simplify (((q*q*q**5)/q)**(-1/7))**(-2/25) assuming q is positive.", "q**(12/175)"),
            ("Simplify p*q assuming q is positive.", None),
        )


if __name__ == "__main__":
    unittest.main()
