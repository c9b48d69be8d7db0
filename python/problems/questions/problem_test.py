"""Problems as JSON, their definitions and levels."""

import unittest

from problems.questions.problem import Problem, count_definitions, level


class ProblemTest(unittest.TestCase):
    def test_count_definitions_counts_sentences_that_begin_with_let_or_suppose(self) -> None:
        self.assertEqual(count_definitions("Is 91 prime?"), 0)
        self.assertEqual(count_definitions("Let x = 0.5. Suppose 2*c = 4. What is c?"), 2)
        self.assertEqual(count_definitions("Letters let in. Lets see. Outlet. What is 2?"), 0)

    def test_level_splits_at_two_and_three_definitions(self) -> None:
        self.assertEqual([level(count) for count in (0, 2, 3, 4, 9)], ["easy", "easy", "medium", "hard", "hard"])

    def test_from_json_reads_what_to_json_wrote_and_ignores_other_fields(self) -> None:
        problem = Problem("1", "numbers__gcd", "What is 2?", "2", 0, "easy", "train")
        line = problem.to_json()
        self.assertEqual(Problem.from_json(line), problem)
        self.assertEqual(Problem.from_json(line[:-1] + ', "solution": "x"}'), problem)


if __name__ == "__main__":
    unittest.main()
