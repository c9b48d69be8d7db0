"""Sums, products, quotients, roots, surds and other bases."""

import unittest

from problems.rules.testing import answer_of, needs_sympy


@needs_sympy
class ArithmeticTest(unittest.TestCase):
    def assert_answers(self, *pairs: tuple[str, "str | None"]) -> None:
        for question, answer in pairs:
            self.assertEqual(answer_of(question, "arithmetic"), answer, question)

    def test_rules_add_and_subtract_exactly(self) -> None:
        self.assert_answers(
            ("What is -15 - -136?", "121"),
            ("-1033588 + 1.6", "-1033586.4"),
            ("What is the distance between 117.8 and 0.05789643?", "117.74210357"),
            ("What is the difference between -2.656 and 4458?", "4460.656"),
            ("Work out -7290737 + 51.", "-7290686"),
            ("What is -59306 minus 37?", "-59343"),
            ("Subtract 1.8 from 0.137060681.", "-1.662939319"),
            ("Add 0.05983 and 218548.", "218548.05983"),
            ("Total of -88 and 0.4238.", "-87.5762"),
            ("What is 5 less than -2.0984117425?", "-7.0984117425"),
            ("What is -42 take away -1542?", "1500"),
            ("What is 544615899 plus -0.14?", "544615898.86"),
            ("0.1+0.2", "0.3"),
            ("Add 0.5 and 0.5.", "1"),
            ("Add 0.5 to 0.5.", None),
        )

    def test_rules_evaluate_expressions_exactly(self) -> None:
        self.assert_answers(
            ("Calculate -30 - ((33 - 76) + 42).", "-29"),
            ("What is 18/(4284/34)*(-2)/(-4)?", "1/14"),
            ("What is the value of 10/(-18)*2/5?", "-2/9"),
            ("-4*(-4)/((-112)/2)", "-2/7"),
            ("What is 825/297 - 4/18*-1?", "3"),
            ("36/(-4) + 3 - (10 + 0)", "-16"),
            ("Evaluate x + 2.", None),
        )

    def test_rules_multiply_and_divide(self) -> None:
        self.assert_answers(
            ("Work out 2 * 1.2.", "2.4"),
            ("-0.1 times -1639894", "163989.4"),
            ("-5784.7*0.39", "-2256.033"),
            ("Product of -5040 and 0.3.", "-1512"),
            ("Multiply 0 and -0.1.", "0"),
            ("What is the product of 0.27 and 0.097?", "0.02619"),
            ("Divide 6 by -2.", "-3"),
            ("Calculate -10 divided by 6009.", "-10/6009"),
            ("700 divided by -20", "-35"),
        )

    def test_rules_compute_in_other_bases(self) -> None:
        self.assert_answers(
            ("In base 13, what is -313 + 6?", "-30a"),
            ("In base 16, what is cd - -7?", "d4"),
            ("In base 2, what is 101 - 101?", "0"),
            ("In base 14, what is -12d1 + -8?", "-12d9"),
        )

    def test_rules_round_roots(self) -> None:
        self.assert_answers(
            ("What is the cube root of 40985 to the nearest integer?", "34"),
            ("What is 2044 to the power of 1/2, to the nearest integer?", "45"),
            ("What is the tenth root of 464 to the nearest integer?", "2"),
            ("What is the square root of 313985 to the nearest integer?", "560"),
            ("What is the best root of 4 to the nearest integer?", None),
        )

    def test_rules_simplify_surds(self) -> None:
        self.assert_answers(
            ("Simplify (sqrt(104) - 1*sqrt(104)*-5)/sqrt(8).", "6*sqrt(13)"),
            ("Simplify (((sqrt(88)/sqrt(8) + 3)*1 + 3)*-4)**2*-3.", "-2256 - 576*sqrt(11)"),
            ("Simplify (-6*(sqrt(228)*-1 + sqrt(228)))/(sqrt(768) + -3*sqrt(768) - sqrt(768)).", "0"),
            (
                "Simplify ((1*(sqrt(156) + sqrt(156)*1 + sqrt(156)) - sqrt(156))/(sqrt(12) - -5*-1*sqrt(12)))**2.",
                "13/4",
            ),
        )


if __name__ == "__main__":
    unittest.main()
