"""From problems to checked demonstrations, and the statistics."""

import importlib.util
import io
import json
import sys
import unittest
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from unittest import mock

if importlib.util.find_spec("sympy") is None:
    raise unittest.SkipTest("SymPy is not installed")

from problems.answers.check import run
from problems.demonstrations import Statistics, demonstrations, main
from problems.questions.problem import Problem, count_definitions, level


def problem(identity: str, module: str, question: str, answer: str) -> Problem:
    definitions = count_definitions(question)
    return Problem(identity, module, question, answer, definitions, level(definitions), "train")


PROBLEMS = [
    problem("sum", "arithmetic__add_or_sub", "What is 0.1 + 0.25?", "0.35"),
    problem("wrong", "arithmetic__add_or_sub", "What is 1 + 2?", "4"),
    problem("foreign", "arithmetic__add_or_sub", "Who wrote Faust?", "Goethe"),
    problem("composed", "comparison__pair_composed", "Let v = -297 + 291. Which is smaller: -35/6 or v?", "v"),
    problem("power", "polynomials__expand", "Expand (x + 1)**2.", "1 + 2*x + x**2"),
]


class DemonstrationsTest(unittest.TestCase):
    def test_keeps_only_what_prints_the_answer_in_order(self) -> None:
        statistics, rejected = Statistics(), io.StringIO()
        records = list(demonstrations(PROBLEMS, statistics, workers=2, rejected=rejected))
        self.assertEqual([record["id"] for record in records], ["sum", "composed", "power"])
        self.assertEqual(statistics.problems["arithmetic__add_or_sub"], 3)
        self.assertEqual(statistics.covered["arithmetic__add_or_sub"], 2)
        self.assertEqual(statistics.correct["arithmetic__add_or_sub"], 1)
        reasons = {line["question"]: line["reason"] for line in map(json.loads, rejected.getvalue().splitlines())}
        self.assertEqual(reasons, {"What is 1 + 2?": "wrong answer", "Who wrote Faust?": "not covered"})

    def test_writes_solutions_whose_steps_print_the_boxed_output(self) -> None:
        for record in demonstrations(PROBLEMS, Statistics()):
            solution = str(record["solution"])
            code, _, rest = solution.removeprefix("<code>\n").partition("\n<end_of_code>\n")
            output, error = run(code.replace("\n<end_of_step>\n", ""))
            self.assertIsNone(error)
            self.assertEqual(
                rest, f"<output>{output}<end_of_output>\n<answer>The answer is \\boxed{{{output}}}.<end_of_answer>"
            )
            self.assertEqual(solution.count("<end_of_step>"), record["definitions"])

    def test_lets_the_share_asked_for_begin_after_a_detour(self) -> None:
        straight = list(demonstrations(PROBLEMS, Statistics()))
        wandered = list(demonstrations(PROBLEMS, Statistics(), detours=1.0))
        self.assertEqual([record["id"] for record in wandered if "prefix" in record], ["composed"])
        composed, whole = wandered[1], straight[1]
        self.assertTrue(str(whole["solution"]).endswith(str(composed["solution"])))
        self.assertRegex(str(composed["prefix"]), r"^<code>\n(?:# Let v = -297 \+ 291\.\n[^<]*<end_of_step>\s*)+$")

    def test_lets_the_share_asked_for_begin_after_steps_of_earlier_problems(self) -> None:
        composed = next(problem for problem in PROBLEMS if problem.id == "composed")
        many = [replace(composed, id=str(index)) for index in range(60)]
        records = list(demonstrations(many, Statistics(), borrowed=0.5))
        with_prefix = [record for record in records if "prefix" in record]
        self.assertGreater(int(str(with_prefix[0]["id"])), 40, "there is nothing to borrow at first")
        self.assertLess(len(with_prefix), 15)
        self.assertRegex(str(with_prefix[0]["prefix"]), r"^<code>\n# Let v = -297 \+ 291\.\nfrom sympy import \*\n")


class MainTest(unittest.TestCase):
    def test_reads_and_prints_json_lines(self) -> None:
        output, errors = io.StringIO(), io.StringIO()
        text = "".join(line.to_json() + "\n" for line in PROBLEMS)
        with mock.patch.object(sys, "stdin", io.StringIO(text)), redirect_stdout(output), redirect_stderr(errors):
            main(["--workers", "1"])
        records = [json.loads(line) for line in output.getvalue().splitlines()]
        self.assertEqual(set(records[0]), {"id", "module", "definitions", "question", "answer", "solution"})
        self.assertEqual(len(records), 3)
        self.assertRegex(errors.getvalue(), r"comparison__pair_composed +1 +1 +1 +100.0\n")
        self.assertRegex(errors.getvalue(), r"all +5 +4 +3 +60.0\n")


if __name__ == "__main__":
    unittest.main()
