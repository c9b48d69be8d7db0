"""From problems to checked demonstrations: JSON Lines in, JSON Lines out, statistics by module on standard error.

Each problem that the rules cover becomes a program; the program runs under limits, and it is kept only where it prints
the dataset's answer. The boxed answer is what the program printed. Output keeps the order of the input.

    python -m problems.generate --count 1000 | python -m problems.demonstrations > demonstrations.jsonl

With `--detours 0.15` that share of those with definitions has a "prefix": steps that wandered, which are read but not
learnt, and as "solution" only what is left to do after it. With `--borrowed 0.45` that share of the others has one too, of
definitions of problems shortly before it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from problems.answers.check import Checker, Limits, Outcome, Program
from problems.answers.compare import comparison_for, normalize
from problems.questions.problem import Problem
from problems.rules.demonstrate import borrow, demonstrate, render, take_detour


@dataclass
class Statistics:
    """Counts by module: problems read, problems that the rules cover, programs that print the answer."""

    problems: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    correct: Counter[str] = field(default_factory=Counter)

    def table(self) -> str:
        """Returns the counts as lines of text, one a module and one for all."""
        rows = [
            (module, self.problems[module], self.covered[module], self.correct[module])
            for module in sorted(self.problems)
        ]
        rows.append(("all", self.problems.total(), self.covered.total(), self.correct.total()))
        lines = [f"{'module':40} {'problems':>8} {'covered':>8} {'correct':>8} {'correct %':>9}"]
        for module, problems, covered, correct in rows:
            share = 100 * correct / problems if problems else 0.0
            lines.append(f"{module:40} {problems:8} {covered:8} {correct:8} {share:9.1f}")
        return "\n".join(lines)


@dataclass
class _Task:
    index: int
    problem: Problem
    steps: list[str]


def demonstrations(
    problems: Iterable[Problem],
    statistics: Statistics,
    *,
    workers: int = 1,
    limits: Limits = Limits(),
    rejected: TextIO | None = None,
    detours: float = 0.0,
    borrowed: float = 0.0,
) -> Iterator[dict[str, object]]:
    """Yields a record for each problem that a program of the rules solves, in the order of the problems.

    `statistics` is added to. A share `detours` of those with definitions begins after a detour, a share `borrowed` of the
    others after steps of earlier ones. Problems that the rules do not cover or get wrong are written to `rejected`, if given.
    """
    finished: dict[int, dict[str, object] | None] = {}
    next_index = 0
    prefixes = _Prefixes(detours, borrowed)
    with Checker(workers, limits) as checker:
        for program, outcome in checker.check(_programs(problems, statistics, rejected)):
            task: _Task = program.key
            finished[task.index] = _record(task, outcome, statistics, rejected)
            while next_index in finished:
                record = finished.pop(next_index)
                next_index += 1
                if record is not None:
                    yield record | prefixes.of(record)


class _Prefixes:
    """Draws which demonstrations begin after a prefix, and the prefix, by the record's id and the records before it."""

    POOL = 400
    LEAST = 50
    LONGEST = 4

    def __init__(self, detours: float, borrowed: float) -> None:
        self._detours = detours
        self._borrowed = borrowed
        self._pool: deque[str] = deque(maxlen=self.POOL)

    def of(self, record: dict[str, object]) -> dict[str, object]:
        """Returns the fields that a prefix changes; none where there is none."""
        chance = random.Random(str(record["id"]))
        solution = str(record["solution"])
        *definitions, final = demonstrate(str(record["question"]), str(record["module"])) or [""]
        try:
            if definitions and chance.random() < self._detours:
                prefix, solution = take_detour([*definitions, final], solution, chance)
            elif len(self._pool) >= self.LEAST and chance.random() < self._borrowed:
                steps = chance.sample(list(self._pool), chance.randint(1, self.LONGEST))
                prefix, solution = borrow(steps, solution, chance)
            else:
                return {}
        finally:
            self._pool.extend(definitions)
        return {"prefix": prefix, "solution": solution}


def _programs(problems: Iterable[Problem], statistics: Statistics, rejected: TextIO | None) -> Iterator[Program]:
    index = 0
    for problem in problems:
        statistics.problems[problem.module] += 1
        steps = demonstrate(problem.question, problem.module)
        if steps is None:
            _reject(rejected, problem, "not covered")
            continue
        statistics.covered[problem.module] += 1
        comparison = comparison_for(problem.question, problem.module)
        yield Program(_Task(index, problem, steps), "\n".join(steps), problem.answer, comparison)
        index += 1


def _record(task: _Task, outcome: Outcome, statistics: Statistics, rejected: TextIO | None) -> dict[str, object] | None:
    problem = task.problem
    if not outcome.correct:
        _reject(rejected, problem, outcome.error or "wrong answer", "\n".join(task.steps), outcome.output)
        return None
    statistics.correct[problem.module] += 1
    return {
        "id": problem.id,
        "module": problem.module,
        "definitions": problem.definitions,
        "question": problem.question,
        "answer": problem.answer,
        "solution": render(task.steps, outcome.output, normalize(outcome.output)),
    }


def _reject(rejected: TextIO | None, problem: Problem, reason: str, program: str = "", output: str = "") -> None:
    if rejected is not None:
        record = {
            "reason": reason,
            "module": problem.module,
            "question": problem.question,
            "answer": problem.answer,
            "output": output,
            "program": program,
        }
        print(json.dumps(record), file=rejected)


def _read(lines: Iterable[str]) -> Iterator[Problem]:
    return (Problem.from_json(line) for line in lines if line.strip())


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads problems from standard input and prints demonstrations."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=1, help="processes that run programs (default 1)")
    parser.add_argument("--progress-s", type=float, default=10.0, help="seconds between lines of progress (default 10)")
    parser.add_argument("--detours", type=float, default=0.0, help="share that begins after a detour (default 0)")
    parser.add_argument("--borrowed", type=float, default=0.0, help="share that begins after others' steps (default 0)")
    parser.add_argument("--rejected", type=argparse.FileType("w"), help="file for what is not covered or wrong")
    options = parser.parse_args(arguments)
    statistics = Statistics()
    start_s = last_s = time.monotonic()
    for record in demonstrations(
        _read(sys.stdin),
        statistics,
        workers=options.workers,
        rejected=options.rejected,
        detours=options.detours,
        borrowed=options.borrowed,
    ):
        print(json.dumps(record))
        now_s = time.monotonic()
        if now_s - last_s >= options.progress_s:
            last_s = now_s
            print(
                f"{statistics.correct.total()} of {statistics.problems.total()} problems demonstrated, "
                f"{statistics.covered.total() / (now_s - start_s):.0f} programs/s",
                file=sys.stderr,
            )
    elapsed_s = time.monotonic() - start_s
    print(statistics.table(), file=sys.stderr)
    print(
        f"{statistics.covered.total() / elapsed_s:.0f} programs/s with {options.workers} workers, {elapsed_s:.1f} s",
        file=sys.stderr,
    )
    if options.rejected is not None:
        options.rejected.close()


if __name__ == "__main__":
    main()
