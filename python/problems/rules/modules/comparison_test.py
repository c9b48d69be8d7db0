"""Comparisons, the k-th biggest, the closest, and sorting."""

import unittest

from problems.rules.testing import answer_of, needs_sympy


@needs_sympy
class ComparisonTest(unittest.TestCase):
    def assert_answers(self, *pairs: tuple[str, "str | None"]) -> None:
        for question, answer in pairs:
            self.assertEqual(answer_of(question, "comparison"), answer, question)

    def test_rules_compare_pairs(self) -> None:
        self.assert_answers(
            ("Is 2 < 129/53?", "True"),
            ("Is -596 at most as big as -593?", "True"),
            ("Is -1802 less than -1807?", "False"),
            ("Are 29 and 36 equal?", "False"),
            ("Are 1.4 and 18/43 unequal?", "True"),
            ("Does 24.3 = -64/11?", "False"),
            ("Is 0.5 = 1/2?", None),
            ("Does 0.5 = 1/2?", "True"),
            ("Is -24 less than or equal to -17124/749?", "True"),
            ("Is -705 not equal to -705?", "False"),
            ("Do -5255 and -5255 have different values?", "False"),
            ("Do 0.2 and 1/5 have the same value?", "True"),
            ("Is -10303 at least as big as -152?", "False"),
            ("Is 1 != 2?", "True"),
            ("Let p = -1 + -1. Let d = -0.5 + -1.5. Are p and d equal?", "True"),
            ("Let p = 1. Is p < q?", None),
        )

    def test_rules_name_the_bigger_or_smaller_as_the_question_does(self) -> None:
        self.assert_answers(
            ("Which is smaller: -935939 or -935941?", "-935941"),
            ("Which is bigger: 0.05 or -101/11?", "0.05"),
            ("Let v = -297 + 291. Which is smaller: -35/6 or v?", "v"),
            ("Let v = -297 + 291. Which is greater: -35/6 or v?", "-35/6"),
        )

    def test_rules_find_the_kth_biggest(self) -> None:
        self.assert_answers(
            ("What is the biggest value in 0.3, 2, 0, -0.55?", "2"),
            ("What is the third smallest value in 0.33, 2/5, 1?", "1"),
            ("What is the fourth biggest value in 0.2, -2/5, 0.06, 1/2, 9?", "0.06"),
            ("Which is the third smallest value?  (a) 2/11  (b) -2  (c) 5/37  (d) 5  (e) 3/7", "a"),
            ("Which is the biggest value?  (a) -5  (b) -0.1  (c) -3  (d) -6  (e) 66", "e"),
            ("Let x(h) = h - 69. Let r be x(-9). What is the third smallest value in -1, r, 0.5?", "0.5"),
            (
                "Let c = 73 + -141/2. Let h = 9/4 - c. Let f = 1.96 - -0.04. What is the third biggest value in "
                "f, -2, h?",
                "-2",
            ),
            ("What is the sixth biggest value in 8, 3, 5, 4, 7, 6?", "3"),
            ("What is the second smallest value in 3, 1/2?", "3"),
            ("What is the oddest value in 1, 2?", None),
        )

    def test_rules_find_the_closest(self) -> None:
        self.assert_answers(
            ("Which is the closest to -2/3?  (a) 1/2  (b) -89  (c) 214/9", "a"),
            ("What is the closest to -1/3 in -1.17, 5, -15?", "-1.17"),
            ("Let k = 0.4 - 0.4. What is the nearest to k in 4, 4/5, 3?", "4/5"),
            (
                "Suppose 0 = n - 1. Suppose 5 = 4*t - 7. Let z be t/(-2)*4/3. Which is the closest to n?  (a) "
                "0.3  (b) z  (c) 2",
                "a",
            ),
            ("Which is the closest to n?  (a) 0.3  (b) 2", None),
        )

    def test_rules_sort(self) -> None:
        self.assert_answers(
            ("Put 5/2, 5, 2 in descending order.", "5, 5/2, 2"),
            ("Put 0.3, -8, 6, -4, 49, -2/15 in decreasing order.", "49, 6, 0.3, -2/15, -4, -8"),
            ("Sort 4, -3, 5, -28 in increasing order.", "-28, -3, 4, 5"),
            ("Sort -795, 13, 1, 5, -2.", "-795, -2, 1, 5, 13"),
            ("Suppose -12*t - 62 = -38. Sort -6, t, 5, 1 in descending order.", "5, 1, t, -6"),
            ("Sort 3, 1 in alphabetical order.", None),
        )


if __name__ == "__main__":
    unittest.main()
