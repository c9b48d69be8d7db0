"""Units and times of day."""

import unittest

from problems.rules.modules.measurement import integer_in_words
from problems.rules.testing import answer_of, needs_sympy


@needs_sympy
class MeasurementTest(unittest.TestCase):
    def assert_answers(self, *pairs: tuple[str, "str | None"]) -> None:
        for question, answer in pairs:
            self.assertEqual(answer_of(question, "measurement"), answer, question)

    def test_rules_convert_decimals(self) -> None:
        self.assert_answers(
            ("What is 0.3133377 centimeters in millimeters?", "3.133377"),
            ("What is 28130.655 minutes in hours?", "468.84425"),
            ("What is 55.07016cm in millimeters?", "550.7016"),
            ("What is 3214.78 decades in millennia?", "32.1478"),
            ("Convert 43.10159 milliseconds to microseconds.", "43101.59"),
            ("How many kilometers are there in 0.5um?", "0.0000000005"),
            ("How many litres are there in 2.5 hours?", None),
        )

    def test_rules_convert_fractions(self) -> None:
        self.assert_answers(
            ("What is fifty-one fifths of a tonne in kilograms?", "10200"),
            ("What is 3/25 of a litre in millilitres?", "120"),
            ("How many months are there in sixty-seven thirds of a decade?", "2680"),
            ("How many micrometers are there in seven halves of a centimeter?", "35000"),
            ("What is one tenth of a tonne in kilograms?", "100"),
            ("How many decades are there in one half of a century?", "5"),
            ("How many hours are there in five twelths of a day?", "10"),
        )

    def test_rules_compute_times_across_noon_and_midnight(self) -> None:
        self.assert_answers(
            ("What is 254 minutes after 12:31 AM?", "4:45 AM"),
            ("What is 445 minutes before 4:54 AM?", "9:29 PM"),
            ("What is 1 minutes after 11:59 AM?", "12:00 PM"),
            ("How many minutes are there between 4:22 PM and 12:16 AM?", "474"),
            ("How many minutes are there between 11:30 AM and 7:06 PM?", "456"),
        )

    def test_integer_in_words_reads_the_spelling_of_the_dataset(self) -> None:
        for text, value in (
            ("zero", 0),
            ("fourteeen", 14),
            ("fourty-two", 42),
            ("one-hundred-and-one", 101),
            ("two-thousand-three-hundred", 2300),
            ("many", None),
        ):
            self.assertEqual(integer_in_words(text), value, text)


if __name__ == "__main__":
    unittest.main()
