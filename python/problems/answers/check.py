"""Runs programs under limits in a pool of forked processes and compares what they print with the expected answers.

Covered: each program runs in a fresh namespace with a limit on its CPU time, wall time, memory, output and files
(none can be written); a program that breaks a limit costs its process, which is replaced. SymPy is imported and warmed
once, before the fork. The comparison runs in the same process under the same limits.

Not covered: this is no sandbox. The programs are ones that our own rules write; programs of a model or of a stranger
need isolation of the file system and the network besides. A program may change the state of SymPy for those that
follow it in its process. Linux only (`fork`, `RLIMIT_AS`).
"""

from __future__ import annotations

import contextlib
import io
import math
import multiprocessing
import os
import resource
import signal
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from problems.answers.compare import Comparison, equal

_FORK = multiprocessing.get_context("fork")
_WARM_UP = """
from sympy import *
x, y = symbols('x y')
solve(Eq(3*x + 4, -11), x), solve([Eq(x + y, 3), Eq(x - y, 1)], [x, y]), solve(x**2 - 3*x + 2, x)
factor(x**2 - 1), expand((x + 1)**3), diff(x**3*y, x, 2), simplify(sqrt(12)/sqrt(3)), isprime(97), lcm(4, 6)
factorint(360), Poly(x**2 + 1, x).all_coeffs(), round(root(50, 3)), binomial(5, 2), Lambda(x, x**2)(3)
"""


@dataclass(frozen=True)
class Limits:
    """What one program may use."""

    cpu_s: int = 2
    """CPU seconds, rounded up to the next whole second of its process."""
    wall_s: float = 5.0
    """Seconds until its process is killed."""
    memory_bytes: int = 1 << 30
    """Address space beyond that of the warmed process."""
    output_characters: int = 2000
    """Printed characters; one more ends the program."""
    programs_per_process: int = 2000
    """Programs after which a process is replaced, which bounds what it has cached."""


@dataclass(frozen=True)
class Program:
    """A program to run and the answer that it should print. `key` comes back with the outcome."""

    key: Any
    text: str
    answer: str
    comparison: Comparison = Comparison.VALUE


@dataclass(frozen=True)
class Outcome:
    """What became of a program: what it printed, whether that is the answer, and the error that ended it, if any."""

    output: str
    correct: bool
    error: str | None = None


class OutputLimitError(Exception):
    """A program printed more than it may."""


class _LimitedOutput(io.StringIO):
    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def write(self, text: str) -> int:
        self._left -= len(text)
        if self._left < 0:
            raise OutputLimitError("Cannot print as the output limit is reached")
        return super().write(text)


def warm_up() -> None:
    """Runs a few common calls so that forked processes inherit SymPy's modules and caches."""
    exec(_WARM_UP, {})


def run(text: str, output_characters: int = Limits.output_characters) -> tuple[str, str | None]:
    """Runs a program in a fresh namespace of this process, with no limits but on its output.

    Returns what it printed, without surrounding white space, and the error that ended it (`Type: message`) or None.
    """
    output = _LimitedOutput(output_characters)
    error = None
    with warnings.catch_warnings(), contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, "<program>", "exec"), {"__name__": "__main__"})
        except BaseException as exception:  # a wrong program is a result, also when it exits or exhausts memory
            error = f"{type(exception).__name__}: {exception}"[:200]
    return output.getvalue().strip(), error


def _serve(connection: Connection, others: list[Connection], limits: Limits) -> None:
    for other in others:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    with open("/proc/self/statm", encoding="ascii") as statm:
        size_bytes = int(statm.read().split()[0]) * resource.getpagesize()
    memory_bytes = size_bytes + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    while True:
        try:
            program: Program = connection.recv()
        except EOFError:
            return
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + limits.cpu_s, hard))
        output, error = run(program.text, limits.output_characters)
        correct = False
        if error is None:
            try:
                correct = equal(output, program.answer, program.comparison)
            except Exception as exception:  # text that SymPy cannot take is not the answer
                error = f"Cannot compare: {type(exception).__name__}"
        connection.send(Outcome(output, correct, error))


class _Lane:
    """One process and the program that it runs."""

    def __init__(self, limits: Limits, others: list[Connection]) -> None:
        self.connection, theirs = _FORK.Pipe()
        self.process = _FORK.Process(target=_serve, args=(theirs, [*others, self.connection], limits), daemon=True)
        self.process.start()
        theirs.close()
        self.program: Program | None = None
        self.deadline_s = math.inf
        self.left = limits.programs_per_process

    def close(self) -> int | None:
        """Ends the process and returns its exit code, which is negative where a signal ended it."""
        self.connection.close()
        self.process.join(1)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        return self.process.exitcode


class Checker:
    """A pool of forked processes that run programs. Use it with `with`: leaving ends the processes."""

    def __init__(self, workers: int = 1, limits: Limits = Limits()) -> None:
        if workers < 1:
            raise ValueError(f"Cannot start a checker as it needs a process: workers is {workers}")
        self._workers = workers
        self._limits = limits
        self._lanes: list[_Lane] = []

    def __enter__(self) -> Checker:
        warm_up()
        for _ in range(self._workers):
            self._open()
        return self

    def __exit__(self, *_: object) -> None:
        for lane in self._lanes:
            if lane.program is not None:
                lane.process.kill()
            lane.close()
        self._lanes.clear()

    def _open(self) -> _Lane:
        lane = _Lane(self._limits, [other.connection for other in self._lanes])
        self._lanes.append(lane)
        return lane

    def check(self, programs: Iterable[Program]) -> Iterator[tuple[Program, Outcome]]:
        """Runs the programs, taking them from the iterable as processes fall free, and yields them as they end."""
        source = iter(programs)
        exhausted = False
        while True:
            for lane in list(self._lanes):
                if lane.program is None and not exhausted:
                    program = next(source, None)
                    if program is None:
                        exhausted = True
                    else:
                        self._give(self._renewed(lane), program)
            busy = [lane for lane in self._lanes if lane.program is not None]
            if not busy:
                return
            yield from self._collect(busy)

    def _renewed(self, lane: _Lane) -> _Lane:
        if lane.left > 0:
            return lane
        self._lanes.remove(lane)
        lane.close()
        return self._open()

    def _give(self, lane: _Lane, program: Program) -> None:
        lane.program = program
        lane.left -= 1
        lane.deadline_s = time.monotonic() + self._limits.wall_s
        lane.connection.send(program)

    def _collect(self, busy: list[_Lane]) -> Iterator[tuple[Program, Outcome]]:
        timeout_s = max(0.0, min(lane.deadline_s for lane in busy) - time.monotonic())
        ready = set(wait([lane.connection for lane in busy], timeout_s))
        for lane in busy:
            program = lane.program
            assert program is not None
            if lane.connection in ready:
                try:
                    outcome = lane.connection.recv()
                    lane.program = None
                except (EOFError, ConnectionResetError):
                    outcome = self._replace(lane)
            elif time.monotonic() >= lane.deadline_s:
                lane.process.kill()
                outcome = self._replace(lane, f"wall time limit of {self._limits.wall_s} s reached")
            else:
                continue
            yield program, outcome

    def _replace(self, lane: _Lane, reason: str | None = None) -> Outcome:
        self._lanes.remove(lane)
        code = lane.close()
        self._open()
        if reason is None:
            reason = f"CPU limit of {self._limits.cpu_s} s reached" if code == -signal.SIGXCPU else f"exit code {code}"
        return Outcome("", False, f"Program killed: {reason}")
