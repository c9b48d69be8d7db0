"""Divisibility, primes, digits, rounding and number bases."""

import unittest

from problems.rules.testing import answer_of, needs_sympy


@needs_sympy
class NumbersTest(unittest.TestCase):
    def assert_answers(self, *pairs: tuple[str, "str | None"]) -> None:
        for question, answer in pairs:
            self.assertEqual(answer_of(question, "numbers"), answer, question)

    def test_rules_divide(self) -> None:
        self.assert_answers(
            ("Calculate the greatest common divisor of 84 and 36.", "12"),
            ("What is the lowest common multiple of 4 and 6?", "12"),
            ("What is the common denominator of -3/4 and 5/6?", "12"),
            ("Let u = 5 - 0. What is the common denominator of 1/(2*u) and -7/4?", "20"),
            ("What is the remainder when 100 is divided by 7?", "2"),
            ("Let f(x) = 2*x + 1. Suppose 4*c + 6 = 26. What is the remainder when f(c) is divided by 7?", "4"),
            ("Does 7 divide 91?", "True"),
            ("Is 91 a multiple of 6?", "False"),
            ("Let a = 3 + 4. Is a even?", "False"),
        )

    def test_rules_judge_primes(self) -> None:
        self.assert_answers(
            ("Is 91 prime?", "False"),
            ("Is 97 a prime number?", "True"),
            ("Is 91 a composite number?", "True"),
            ("Is 1 composite?", "False"),
            ("List the prime factors of 360.", "2, 3, 5"),
            ("Is x prime?", None),
        )

    def test_rules_read_digits(self) -> None:
        self.assert_answers(
            ("What is the tens digit of 31859?", "5"),
            ("What is the ten thousands digit of 31859?", "3"),
            ("What is the units digit of 7?", "7"),
            ("What is the ten billions digit of 964155833348?", "6"),
            ("What is the favourite digit of 7?", None),
        )

    def test_rules_round_halves_away_from_zero(self) -> None:
        self.assert_answers(
            ("Round 3.14159 to two decimal places.", "3.14"),
            ("Round 2.5 to the nearest integer.", "3"),
            ("Round -2.5 to the nearest integer.", "-3"),
            ("What is -12.345 rounded to 2 dps?", "-12.35"),
            ("Round 1250 to the nearest one hundred.", "1300"),
            ("Round -149 to the nearest 100.", "-100"),
            ("Round 0.00001239 to seven decimal places.", "0.0000124"),
            ("Round 5 to the moon.", None),
        )

    def test_rules_convert_bases(self) -> None:
        self.assert_answers(
            ("What is ff (base 16) in base 2?", "11111111"),
            ("-21 (base 3) to base 10", "-7"),
            ("Convert 0 (base 3) to base 16.", "0"),
            ("Convert 11 (base 2) to base 17.", None),
        )


if __name__ == "__main__":
    unittest.main()
