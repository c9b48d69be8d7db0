"""A training ends with the process that started it, where that asked for it."""

from __future__ import annotations

import os
import subprocess
import sys
import unittest
from pathlib import Path
from typing import IO

PYTHON = Path(__file__).resolve().parents[2]
PROGRAM = "import time, training; print('started', flush=True); time.sleep(%s); print('end')"


def _start(seconds: float, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM % seconds], env={**os.environ, "PYTHONPATH": str(PYTHON), **variables},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


class EndWithParentTest(unittest.TestCase):
    def test_ends_when_stdin_closes(self) -> None:
        with _start(60, RSTAR_END_WITH_STDIN="1") as process:
            self.assertEqual(_pipe(process.stdout).readline(), "started\n")
            _pipe(process.stdin).close()
            self.assertEqual(process.wait(20), 1)

    def test_ends_by_itself_while_stdin_is_open(self) -> None:
        with _start(0.2, RSTAR_END_WITH_STDIN="1") as process:
            self.assertEqual(process.wait(20), 0)
            self.assertEqual(_pipe(process.stdout).read(), "started\nend\n")

    def test_goes_on_where_nobody_asked_for_it(self) -> None:
        with _start(0.2) as process:
            _pipe(process.stdin).close()
            self.assertEqual(process.wait(20), 0)
            self.assertEqual(_pipe(process.stdout).read(), "started\nend\n")


if __name__ == "__main__":
    unittest.main()
