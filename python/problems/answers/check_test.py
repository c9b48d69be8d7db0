"""Programs under limits: their outcomes, and the pool that survives what breaks a limit."""

import importlib.util
import os
import tempfile
import unittest
from collections.abc import Iterator, Sequence

if importlib.util.find_spec("sympy") is None:
    raise unittest.SkipTest("SymPy is not installed")

from problems.answers.check import Checker, Limits, Outcome, Program, run

LIMITS = Limits(cpu_s=1, wall_s=60.0, memory_bytes=256 << 20, output_characters=100)


def outcomes(programs: Sequence[Program], workers: int = 1, limits: Limits = LIMITS) -> dict[object, Outcome]:
    with Checker(workers, limits) as checker:
        return {program.key: outcome for program, outcome in checker.check(programs)}


class RunTest(unittest.TestCase):
    def test_returns_output_and_error(self) -> None:
        self.assertEqual(run("print(1 + 1)"), ("2", None))
        output, error = run("print('before')\n1/0")
        self.assertEqual(output, "before")
        self.assertEqual(error, "ZeroDivisionError: division by zero")
        self.assertTrue((run("print(")[1] or "").startswith("SyntaxError"))

    def test_gives_each_program_a_fresh_namespace(self) -> None:
        run("secret = 1")
        self.assertEqual(run("print('secret' in globals())"), ("False", None))


class CheckerTest(unittest.TestCase):
    def test_tells_right_from_wrong(self) -> None:
        found = outcomes(
            [
                Program("right", "from sympy import *\nx = symbols('x')\nprint(diff(x**3, x))", "3*x**2"),
                Program("wrong", "print(3)", "4"),
                Program("silent", "x = 4", "4"),
                Program("fails", "print(4)\nraise ValueError('no')", "4"),
                Program("exits", "print(4)\nraise SystemExit(0)", "4"),
            ]
        )
        self.assertEqual({key for key, outcome in found.items() if outcome.correct}, {"right"})
        self.assertEqual(found["wrong"].output, "3")
        self.assertEqual(found["fails"].error, "ValueError: no")

    def test_survives_programs_that_break_limits(self) -> None:
        file = os.path.join(tempfile.gettempdir(), f"check_test_{os.getpid()}")
        found = outcomes(
            [
                Program("power", "print(9**9**9)", "1"),
                Program("loop", "while True: pass", "1"),
                Program("memory", "a = bytearray(1 << 40)\nprint(1)", "1"),
                Program("grows", "a = ['x' * 1000000 for _ in range(10**6)]\nprint(1)", "1"),
                Program("output", "print('1' * 101)", "1"),
                Program("dies", "import os\nos._exit(0)", "1"),
                Program("file", f"with open({file!r}, 'w') as f:\n    f.write('x' * 10)\nprint(1)", "1"),
                Program("expensive answer", "print('9**9**9')", "1"),
                Program("after", "print(1)", "1"),
            ],
            workers=2,
        )
        self.assertEqual(len(found), 9)
        self.assertEqual({key for key, outcome in found.items() if outcome.correct}, {"after"})
        for key, reason in (
            ("power", "CPU limit"),
            ("loop", "CPU limit"),
            ("memory", "MemoryError"),
            ("grows", "MemoryError"),
            ("output", "OutputLimitError"),
            ("dies", "exit code 0"),
        ):
            self.assertIn(reason, found[key].error or "", key)
        if os.path.exists(file):
            self.assertEqual(os.path.getsize(file), 0)
            os.remove(file)

    def test_kills_a_program_that_waits_too_long(self) -> None:
        programs = [Program("waits", "import time\ntime.sleep(600)\nprint(1)", "1"), Program("after", "print(1)", "1")]
        found = outcomes(programs, limits=Limits(wall_s=2.0))
        self.assertIn("wall time limit of 2.0 s", found["waits"].error or "")
        self.assertTrue(found["after"].correct)

    def test_takes_programs_as_processes_fall_free_and_replaces_processes(self) -> None:
        taken: list[int] = []

        def source() -> Iterator[Program]:
            for number in range(20):
                taken.append(number)
                yield Program(number, "import os\nprint(os.getpid())", "0")

        limits = Limits(programs_per_process=5)
        pids = set()
        with Checker(2, limits) as checker:
            for finished, (_, outcome) in enumerate(checker.check(source()), start=1):
                self.assertLessEqual(len(taken), finished + 2)
                pids.add(outcome.output)
        self.assertEqual(len(taken), 20)
        self.assertGreaterEqual(len(pids), 4)

    def test_refuses_no_workers(self) -> None:
        with self.assertRaisesRegex(ValueError, "workers is 0"):
            Checker(0)


if __name__ == "__main__":
    unittest.main()
