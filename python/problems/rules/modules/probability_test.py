"""Letters drawn without replacement."""

import unittest

from problems.rules.testing import answer_of, needs_sympy


@needs_sympy
class ProbabilityTest(unittest.TestCase):
    def assert_answers(self, *pairs: tuple[str, "str | None"]) -> None:
        for question, answer in pairs:
            self.assertEqual(answer_of(question, "probability"), answer, question)

    def test_rules_compute_sequences(self) -> None:
        self.assert_answers(
            ("Three letters picked without replacement from qyyqydx. Give prob of sequence xqy.", "1/35"),
            (
                "Two letters picked without replacement from {q: 1, r: 1, k: 1, j: 5, o: 4}. What is prob of "
                "sequence or?",
                "1/33",
            ),
            (
                "Calculate prob of sequence mm when two letters picked without replacement from {i: 4, m: 2, y: 4}.",
                "1/45",
            ),
            ("What is prob of sequence fdf when three letters picked without replacement from bssedfj?", "0"),
            ("What is prob of sequence fd when three letters picked without replacement from bssedfj?", None),
        )

    def test_rules_compute_level_sets(self) -> None:
        self.assert_answers(
            (
                "Calculate prob of picking 3 i and 1 s when four letters picked without replacement from {s: 3, "
                "o: 5, l: 2, i: 9}.",
                "21/323",
            ),
            ("Two letters picked without replacement from zbzssszzbsszsssssss. Give prob of picking 2 b.", "1/171"),
            (
                "Four letters picked without replacement from ddxdrddrrxxdqr. What is prob of picking 1 d, 2 x "
                "and 1 r?",
                "72/1001",
            ),
            (
                "Five letters picked without replacement from {q: 7, t: 8, y: 3}. What is prob of picking 2 q and 3 y?",
                "1/408",
            ),
            ("Five letters picked without replacement from qqqttt. What is prob of picking 2 q?", None),
            ("Give prob of picking 1 d.", None),
        )


if __name__ == "__main__":
    unittest.main()
