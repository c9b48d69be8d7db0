"""Problems of DeepMind's Mathematics Dataset as JSON Lines, balanced over modules and over the number of definitions.

    python -m problems.generate --count 1000 --numbers hard --max-definitions 2
    python -m problems.generate --split interpolate --per-module 50 --as-drawn --max-characters 160

The second line draws as the dataset's own test files were drawn: no balance within a module, the dataset's lengths.

Runs in an environment of its own (requirements.txt). Splits: `train` draws numbers up to `--numbers` (easy, medium,
hard: the dataset's own thirds, each including the ones before it), `interpolate` and `extrapolate` are the dataset's
test sets, `everyday` is none of the dataset's (everyday.py).

Reproducible: the same arguments give the same problems when run as a program (which fixes PYTHONHASHSEED; an importer
fixes it itself, as the dataset draws from sets). Not covered: questions of another run may come again.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import itertools
import os
import random
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy

warnings.filterwarnings("ignore")
numpy.object = object  # removed from NumPy, still named by the old SymPy and the dataset

from mathematics_dataset.modules import modules as dataset
from mathematics_dataset.sample import polynomials as dataset_polynomials
from mathematics_dataset.util import composition

from problems.questions.everyday import MODULES as EVERYDAY
from problems.questions.problem import Problem, count_definitions, level
from problems.questions.wordings import reword

NUMBERS = {"easy": 1 / 3, "medium": 2 / 3, "hard": 1.0}
SPLITS = ("train", "interpolate", "extrapolate", "everyday")
MAX_ANSWER_CHARACTERS = 30
TRIES = 400
MANY_DEFINITIONS = 6
"""Six definitions and more count as one when the problems are balanced."""
RARE = 0.01
"""A number of definitions that a module gives more rarely than this is not waited for."""
STASH = 64


def _make_reproducible() -> None:
    """Removes what depends on memory addresses, on Python's or on NumPy's version from the dataset's draws."""
    serial = itertools.count()

    def serial_hash(entity: object) -> int:
        return vars(entity).setdefault("_serial", next(serial))

    composition.Entity.__hash__ = serial_hash
    randint = random.randint
    vars(random)["randint"] = lambda low, high: randint(int(low), int(high))
    solve_diophantine = dataset_polynomials.diophantine_solve_linear_2d
    dataset_polynomials.diophantine_solve_linear_2d = lambda c, a, b, t: solve_diophantine(int(c), a, b, t)


_make_reproducible()


def modules_of(split: str, numbers: str = "medium") -> Mapping[str, Callable[[], Any]]:
    """Returns the split's modules by their names, as in the dataset (`algebra__linear_1d`), in a fixed order."""
    if split == "train":
        share = NUMBERS[numbers]
        areas = dataset.train(lambda entropy: (entropy[0], entropy[0] + share * (entropy[1] - entropy[0])))
    elif split == "interpolate":
        areas = dataset.test()
    elif split == "extrapolate":
        areas = dataset.test_extra()
    elif split == "everyday":
        return EVERYDAY
    else:
        raise ValueError(f"Cannot list modules as the split is unknown: split is {split!r}, not one of {SPLITS}")
    return {f"{area}__{name}": areas[area][name] for area in sorted(areas) for name in sorted(areas[area])}


class _Source:
    """One module's problems, with those kept back whose number of definitions was not asked for."""

    def __init__(
        self, name: str, sample: Callable[[], Any], accepts: Callable[[str, str], bool], *, as_drawn: bool = False
    ) -> None:
        self.name = name
        self._sample = sample
        self._accepts = accepts
        self._as_drawn = as_drawn
        self._stash: dict[int, list[tuple[str, str]]] = collections.defaultdict(list)
        self._seen: collections.Counter[int] = collections.Counter()

    def take(self) -> tuple[str, str] | None:
        """Returns a question and its answer, None if none is left; even over numbers of definitions, or `as_drawn`."""
        for _ in range(0 if self._seen else TRIES):
            self._draw()
            if sum(self._seen.values()) >= (STASH if len(self._seen) > 1 else STASH // 2):
                break
        total = sum(self._seen.values())
        kinds = sorted(kind for kind, count in self._seen.items() if count >= RARE * total)
        if not kinds:
            return None
        kind = random.choice(kinds)
        for _ in range(TRIES):
            if self._stash[kind]:
                return self._stash[kind].pop()
            self._draw()
        rest = [items for _, items in sorted(self._stash.items()) if items]
        return random.choice(rest).pop() if rest else None

    def _draw(self) -> None:
        try:
            problem = self._sample()
        except Exception:  # the dataset's samplers give up on some of their own draws, in many ways
            return
        question, answer = str(problem.question), str(problem.answer)
        if not self._accepts(question, answer):
            return
        kind = 0 if self._as_drawn else min(count_definitions(question), MANY_DEFINITIONS)
        self._seen[kind] += 1
        if len(self._stash[kind]) < STASH:
            self._stash[kind].append((question, answer))


def problems(
    seed: int,
    *,
    split: str = "train",
    numbers: str = "medium",
    modules: Sequence[str] | None = None,
    min_definitions: int = 0,
    max_definitions: int | None = None,
    max_characters: int = 400,
    reworded: float = 0.0,
    per_module: int | None = None,
    as_drawn: bool = False,
) -> Iterator[Problem]:
    """Yields problems without end, none of them twice, until no chosen module gives another one.

    `modules` keeps the modules whose name contains one of the given words. Answers are at most 30 characters long, as
    in the dataset's own files; questions at most `max_characters`. A share `reworded` of the questions that have other
    wordings (wordings.py) gets one. `per_module` ends a module after so many problems. `as_drawn` leaves the number of
    definitions as the dataset draws it.
    """
    random.seed(seed)
    numpy.random.seed(seed % 2**32)
    wording = random.Random(seed)
    seen: set[bytes] = set()

    def accepts(question: str, answer: str) -> bool:
        definitions = count_definitions(question)
        if len(question) > max_characters or len(answer) > MAX_ANSWER_CHARACTERS:
            return False
        if definitions < min_definitions or (max_definitions is not None and definitions > max_definitions):
            return False
        digest = hashlib.blake2b(question.encode(), digest_size=10).digest()
        if digest in seen:
            return False
        seen.add(digest)
        return True

    sources = [
        _Source(name, sample, accepts, as_drawn=as_drawn)
        for name, sample in modules_of(split, numbers).items()
        if modules is None or any(word in name for word in modules)
    ]
    passes = itertools.repeat(None) if per_module is None else itertools.repeat(None, per_module)
    for _ in itertools.takewhile(lambda _: sources, passes):
        for source in random.sample(sources, len(sources)):
            taken = source.take()
            if taken is None:
                sources.remove(source)
                continue
            question, answer = taken
            other = reword(question, wording) if wording.random() < reworded else None
            if other is not None and accepts(other, answer):
                question = other
            definitions = count_definitions(question)
            identity = hashlib.blake2b(question.encode(), digest_size=8).hexdigest()
            yield Problem(identity, source.name, question, answer, definitions, level(definitions), split)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, help="problems in all (default 1000; with --per-module all of them)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--numbers", choices=tuple(NUMBERS), default="medium", help="largest numbers of train")
    parser.add_argument("--modules", help="comma-separated words; modules whose name contains one of them are kept")
    parser.add_argument("--min-definitions", type=int, default=0)
    parser.add_argument("--max-definitions", type=int)
    parser.add_argument("--max-characters", type=int, default=400)
    parser.add_argument("--per-module", type=int, help="at most so many problems of a module")
    parser.add_argument("--as-drawn", action="store_true", help="do not balance over the number of definitions")
    parser.add_argument("--reworded", type=float, default=0.0, help="share of questions put in other words (default 0)")
    options = parser.parse_args(arguments)
    endless = problems(
        options.seed,
        split=options.split,
        numbers=options.numbers,
        modules=options.modules.split(",") if options.modules else None,
        min_definitions=options.min_definitions,
        max_definitions=options.max_definitions,
        max_characters=options.max_characters,
        reworded=options.reworded,
        per_module=options.per_module,
        as_drawn=options.as_drawn,
    )
    count = 1000 if options.count is None and options.per_module is None else options.count
    for problem in itertools.islice(endless, count):
        print(problem.to_json())


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "problems.generate", *sys.argv[1:]])
    main()
