"""Demonstrations: a question's solution as a short program, written by rules.

A demonstration transcribes: each definition sentence becomes one step, with the sentence as its comment, the final
question becomes the last one, with the question as its comment, and Python computes everything. So each step begins with
the next sentence, however many there are. Rules see the question only, never the answer; what a program prints is checked
elsewhere.

Covered: the questions of the Mathematics Dataset's 56 modules, near wordings, everyday questions, and all of them as
people type maths (`2x^2`); the comment keeps the question's own spelling. `demonstrate` returns None for the
rest.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from problems.rules.language.definitions import define
from problems.rules.language.expression import Names, Rule
from problems.rules.language.handwriting import in_python
from problems.rules.modules import (
    algebra,
    arithmetic,
    calculus,
    comparison,
    everyday,
    measurement,
    numbers,
    polynomials,
    probability,
)

IMPORT = "from sympy import *"
RULES_BY_AREA: dict[str, list[Rule]] = {
    "algebra": algebra.RULES,
    "numbers": numbers.RULES,
    "comparison": comparison.RULES,
    "measurement": measurement.RULES,
    "probability": probability.RULES,
    "calculus": calculus.RULES,
    "polynomials": polynomials.RULES,
    "arithmetic": arithmetic.RULES,
    "everyday": everyday.RULES,
}
"""The rules of each area of the dataset; the later ones match more, so a question of unknown area tries them last."""

DEFINITION_REGEXP = re.compile(r"((?:Let|Suppose)\b.*?)[.] (?=[^ ])", re.DOTALL)


def demonstrate(question: str, module: str = "") -> list[str] | None:
    """Returns the Python steps (each with its comment, without tags) that answer a question, or None if no rule does.

    `module` is the question's module in the dataset (`algebra__linear_1d`); the rules of its area are tried first.
    """
    definitions, final = split_question(question)
    names = Names()
    steps: list[str] = []
    for sentence in definitions:
        code = define(sentence, names) or define(in_python(sentence), names)
        if code is None:
            return None
        steps.append(_write_step(f"{' '.join(sentence.split())}.", code, is_first=not steps))
    area = module.split("__")[0]
    code = _answer(final, names, area) or _answer(in_python(_capitalize(final)), names, area)
    if code is None:
        return None
    mark = question.rstrip()[-1:] if question.rstrip().endswith((".", "?")) else ""
    steps.append(
        _write_step(f"{' '.join(final.split())}{mark}\n# Now print the final answer", code, is_first=not steps)
    )
    return steps


def split_question(question: str) -> tuple[list[str], str]:
    """Returns the definition sentences at the question's beginning and the final question, each without its mark."""
    rest = question.strip()
    definitions: list[str] = []
    while match := DEFINITION_REGEXP.match(rest):
        definitions.append(match[1])
        rest = rest[match.end() :].strip()
    return definitions, rest.rstrip(".?").strip()


def render(steps: Sequence[str], output: str, answer: str) -> str:
    """Returns the whole solution in the step format: the steps, what the program printed, and the answer."""
    *earlier, last = steps
    body = "".join(f"{step}\n<end_of_step>\n\n" for step in earlier)
    return (
        f"<code>\n{body}{last}\n<end_of_code>\n<output>{output}<end_of_output>\n"
        f"<answer>The answer is \\boxed{{{answer}}}.<end_of_answer>"
    )


def take_detour(steps: Sequence[str], solution: str, chance: random.Random) -> tuple[str, str]:
    """Returns a solution so far that wandered among the definitions, and what of `solution` is left to do after it.

    Up to three definition steps in any order, then one more: the solution goes on behind that one. Where the number of
    steps says nothing, only the question tells which step is next. There must be a definition.
    """
    *definitions, _ = steps
    last = chance.randrange(len(definitions))
    wandered = [chance.choice(definitions) for _ in range(chance.randrange(4))] + [definitions[last]]
    prefix = "<code>\n" + "\n\n".join(f"{step}\n<end_of_step>" for step in wandered)
    return prefix, solution.split("\n<end_of_step>", last + 1)[-1]


def borrow(borrowed: Sequence[str], solution: str, chance: random.Random) -> tuple[str, str]:
    """Returns a solution so far that transcribed other questions' definitions, and what is left to do after it.

    It ends behind the last of these steps, or more often behind that one's comment. What to write next is told by the
    comment at hand and by the question, neither by the number of steps nor by the place of a sentence in the question.
    """
    first, *others = (step.replace(f"{IMPORT}\n", "", 1) for step in borrowed)
    comment, code = first.split("\n", 1)
    *done, last = [f"{comment}\n{IMPORT}\n{code}", *others]
    prefix = "<code>\n" + "".join(f"{step}\n<end_of_step>\n\n" for step in done)
    own = solution.removeprefix("<code>\n").replace(f"{IMPORT}\n", "", 1)
    if chance.random() < 0.4:
        return f"{prefix}{last}\n<end_of_step>", f"\n\n{own}"
    comment, code = last.split("\n", 1)
    return f"{prefix}{comment}\n", f"{code}\n<end_of_step>\n\n{own}"


def _capitalize(sentence: str) -> str:
    return re.sub("^[a-z']{2,} ", lambda word: word[0].capitalize(), sentence)


def _write_step(comment: str, code: str, is_first: bool) -> str:
    lines = [f"# {comment}", *([IMPORT] if is_first else []), code]
    return "\n".join(lines)


def _answer(final: str, names: Names, area: str) -> str | None:
    areas = sorted(RULES_BY_AREA, key=lambda name: name != area)
    for name in areas:
        for regexp, write in RULES_BY_AREA[name]:
            match = regexp.fullmatch(final)
            code = write(match, names) if match else None
            if code is not None:
                return code
    return None
