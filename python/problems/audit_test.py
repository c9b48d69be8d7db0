"""The audit of solutions with a right answer."""

import importlib.util
import unittest
from typing import Any

if importlib.util.find_spec("sympy") is None:
    raise unittest.SkipTest("SymPy is not installed")

from problems.answers.check import Limits
from problems.audit import (
    audit,
    bindings,
    compare_programs,
    is_guessable,
    needed_names,
    program_of,
    same,
    summary,
)
from problems.rules.demonstrate import demonstrate, render
from problems.rules.testing import needs_sympy

LIMITS = Limits(cpu_s=2, wall_s=60.0)
QUESTION = (
    "Let f(x) = 2*x**2 - 3*x + 1. Suppose 4*c + 6 = 26. Suppose 0 = 2*y - 3*d + 1, -y - d = -12. "
    "Let w = f(c) + y. Is w a multiple of 43?"
)
STEPS = demonstrate(QUESTION) or []
RIGHT = "\n".join(STEPS)


def verdict(program: str, answer: str = "True") -> dict[str, Any]:
    return compare_programs(STEPS, program, answer)


def changed(old: str, new: str) -> str:
    assert old in RIGHT, old
    return RIGHT.replace(old, new)


@needs_sympy
class CompareProgramsTest(unittest.TestCase):
    def test_the_demonstration_itself_is_clean(self) -> None:
        self.assertEqual(
            verdict(RIGHT),
            {
                "verdict": "clean",
                "agreeing": ["c", "d", "f", "w", "y"],
                "differing": [],
                "missing": [],
            },
        )

    def test_a_wrong_function_poisons(self) -> None:
        found = verdict(changed("- 3*x + 1", "- 2*x + 1"))
        self.assertEqual((found["verdict"], found["differing"]), ("poisoned", ["f", "w"]))

    def test_a_wrong_root_poisons_though_the_answer_is_right(self) -> None:
        found = verdict(changed("w = S(f(c) + y)", "w = S(86)"))
        self.assertEqual((found["verdict"], found["differing"]), ("poisoned", ["w"]))

    def test_skipped_definitions_poison(self) -> None:
        found = verdict("print(True)")
        self.assertEqual((found["verdict"], found["missing"]), ("poisoned", ["c", "f", "w", "y"]))

    def test_a_mere_symbol_is_no_value(self) -> None:
        found = verdict(changed("c = solve(Eq(4*c + 6, 26), c)[0]", "pass").replace("f(c)", "36"))
        self.assertEqual((found["verdict"], found["missing"]), ("poisoned", ["c"]))

    def test_other_ways_to_the_same_values_are_clean(self) -> None:
        program = """
from sympy import *
def f(x):
    return 1 + x*(2*x - 3)
c = Rational(20, 4)
y, z = 7, 5
w = f(c) + y
c = symbols('c')
print(w % 43 == 0)
"""
        found = verdict(program)
        self.assertEqual((found["verdict"], found["agreeing"]), ("clean", ["c", "f", "w", "y"]))

    def test_a_name_that_the_answer_does_not_need_may_be_missing_but_not_wrong(self) -> None:
        short = changed("y, d = linsolve", "y, _ = linsolve")
        self.assertEqual(verdict(short)["verdict"], "clean")
        self.assertEqual(verdict(short + "\nd = 6")["differing"], ["d"])

    def test_failing_programs_and_demonstrations_are_unknown(self) -> None:
        self.assertEqual(verdict("1/0"), {"verdict": "unknown", "reason": "the program failed: ZeroDivisionError"})
        self.assertEqual(verdict("exit()")["verdict"], "unknown")
        self.assertEqual(verdict(RIGHT, "False")["reason"], "the demonstration has another answer")


@needs_sympy
class SameTest(unittest.TestCase):
    def value(self, code: str) -> object:
        return bindings(f"from sympy import *\nx, y = symbols('x y')\nv = {code}")[0]["v"]

    def check(self, mine: str, theirs: str) -> bool:
        return same(self.value(mine), self.value(theirs))

    def test_numbers_and_expressions(self) -> None:
        self.assertTrue(self.check("S(1)/2", "0.5"))
        self.assertTrue(self.check("sqrt(8)", "2*sqrt(2)"))
        self.assertTrue(self.check("(x + 1)**2", "x**2 + 2*x + 1"))
        self.assertFalse(self.check("S(1)/3", "0.333333"))
        self.assertFalse(self.check("S(5)", "'five'"))
        self.assertFalse(self.check("S(5)", "None"))

    def test_functions(self) -> None:
        self.assertTrue(self.check("Lambda(x, x**2)", "lambda t: t*t"))
        self.assertTrue(self.check("Lambda(x, diff(x**3, x))", "3*x**2"))
        self.assertTrue(self.check("Lambda((x, y), x - y)", "lambda a, b: -b + a"))
        self.assertTrue(self.check("lambda n: gcd(n, 6)", "lambda n: gcd(6, n)"))
        self.assertFalse(self.check("Lambda((x, y), x - y)", "lambda a, b: b - a"))
        self.assertFalse(self.check("Lambda((x, y), x - y)", "lambda a: a"))
        self.assertFalse(self.check("Lambda(x, x**2)", "3*x**2"))
        self.assertFalse(self.check("Lambda(x, x)", "[x]"))
        self.assertFalse(self.check("S(1)", "lambda n: 1"))

    def test_functions_of_numbers_alone(self) -> None:
        self.assertTrue(self.check("lambda n: len(range(n))", "lambda n: max(n, 0)"))
        self.assertFalse(self.check("lambda n: len(range(n))", "lambda n: n"))

    def test_lists_in_any_order(self) -> None:
        self.assertTrue(self.check("[S(1)/2, S(-3)]", "(-3, 0.5)"))
        self.assertTrue(self.check("[S(5)]", "5"))
        self.assertFalse(self.check("[S(1), S(1)]", "[1, 2]"))
        self.assertFalse(self.check("[S(1), S(2)]", "1"))


class ReadingTest(unittest.TestCase):
    def test_guessable_answers(self) -> None:
        self.assertTrue(is_guessable("Is 91 prime?", "False"))
        self.assertTrue(is_guessable("Which is bigger?  (a) 1  (b) 2", "b"))
        self.assertFalse(is_guessable("Which is bigger: 1 or b?", "b"))
        self.assertFalse(is_guessable("Solve 2*a = 4 for a.", "2"))

    def test_program_of_a_solution_has_no_tags(self) -> None:
        self.assertEqual(program_of(render(["a = 1", "print(a)"], "1", "1")), "\na = 1\n\n\nprint(a)\n")
        self.assertIsNone(program_of("<code>\nprint(1)"))

    def test_needed_names_follow_the_definitions_back(self) -> None:
        steps = [
            "x = symbols('x')\nf = Lambda(x, x + 1)",
            "a, b = symbols('a b')\na, b = linsolve([Eq(a, 1), Eq(b, 2)], [a, b]).args[0]",
            "u = S(7)",
            "terms = [f(a)]\nprint(terms[0])",
        ]
        self.assertEqual(needed_names(steps), {"f", "a"})


@needs_sympy
class AuditTest(unittest.TestCase):
    def test_yields_a_verdict_a_row_in_order_and_survives_what_breaks_limits(self) -> None:
        def record(steps: list[str], question: str = QUESTION) -> dict[str, Any]:
            return {"question": question, "answer": "True", "solution": render(steps, "True", "True")}

        rows = list(
            audit(
                [
                    record(["while True: pass", "print(True)"]),
                    record(STEPS),
                    record(["import os", "os._exit(0)"]),
                    record(STEPS, "What is the meaning of life?"),
                    record(["print('{}' * 9)", "print(True)"]),
                    {"question": QUESTION, "answer": "True", "solution": "no program"},
                ],
                workers=2,
                limits=LIMITS,
            )
        )
        verdicts = ["unknown", "clean", "unknown", "unknown", "poisoned", "unknown"]
        self.assertEqual([row["verdict"] for row in rows], verdicts)
        self.assertIn("CPU limit", rows[0]["reason"])
        self.assertEqual(rows[3]["reason"], "not covered by the rules")
        self.assertEqual({row["guessable"] for row in rows}, {True})
        lines = summary(rows).splitlines()
        self.assertEqual(lines[1].split(), ["guessable", "1", "1", "4", "50.0"])
        self.assertEqual(lines[2].split(), ["other", "0", "0", "0", "-"])
        self.assertIn("unknown: the comparison failed: 2", lines)


if __name__ == "__main__":
    unittest.main()
