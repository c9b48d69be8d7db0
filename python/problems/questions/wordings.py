"""Other wordings of a question, as a user may type it; the answer stays the same.

Only the final sentence changes, or the spelling of all: an equation to be solved may become a definition, and `2*x**2`
is typed as `2x^2`. The dataset says `Work out 17*23.` but never `What is 17 * 23?`: a model that should answer both must
have read both.
"""

from __future__ import annotations

import random
import re

from problems.rules.demonstrate import demonstrate, split_question
from problems.rules.language.handwriting import by_hand

_PRODUCT = ("What is {p} * {q}?", "What is {p}*{q}?", "Calculate {p} * {q}.", "Compute {p} * {q}.")
_SUM = ("What is {p} + {q}?", "What is {p}+{q}?", "Compute {p} + {q}.")
_NUMBER = r"-?\d+(?:\.\d+)?"
_EQUATION = r"[^=,]+ = [^=,]+"

WORDINGS: list[tuple[re.Pattern[str], tuple[str, ...]]] = [
    (re.compile(rf"(?:Work out |Calculate )?(?P<p>{_NUMBER}) ?\* ?(?P<q>{_NUMBER})"), _PRODUCT),
    (re.compile(rf"(?:What is )?(?P<p>{_NUMBER}) times (?P<q>{_NUMBER})"), _PRODUCT),
    (re.compile(rf"(?:Multiply|Product of|What is the product of) (?P<p>{_NUMBER}) and (?P<q>{_NUMBER})"), _PRODUCT),
    (re.compile(rf"(?:Work out |Calculate )?(?P<p>{_NUMBER}) ?\+ ?(?P<q>{_NUMBER})"), _SUM),
    (re.compile(rf"(?:Sum|Add|Total of|Put together|Add together) (?P<p>{_NUMBER}) and (?P<q>{_NUMBER})"), _SUM),
    (
        re.compile(rf"Solve (?P<e>{_EQUATION}) for (?P<y>[a-z])"),
        ("What is {y} if {e}?", "If {e}, what is {y}?", "Find {y} if {e}.", "Solve {e} for {y}."),
    ),
    (
        re.compile(rf"Solve (?P<e>{_EQUATION}(?:, {_EQUATION})*) for (?P<y>[a-z])"),
        tuple(
            f"Suppose {{e}}. {ask}"
            for ask in ("What is {y}?", "Find {y}.", "Calculate {y}.", "What is the value of {y}?")
        ),
    ),
    (
        re.compile(r"(?:Calculate|What is) the \w+ common (?:divisor|factor) of (?P<p>.+) and (?P<q>.+)"),
        ("What is the gcd of {p} and {q}?", "Find the greatest common divisor of {p} and {q}."),
    ),
    (
        re.compile(r"(?:Calculate|What is) the (?:least|lowest|smallest) common multiple of (?P<p>.+) and (?P<q>.+)"),
        ("What is the lcm of {p} and {q}?", "Find the least common multiple of {p} and {q}."),
    ),
    (re.compile(r"Is (?P<q>.+) a factor of (?P<p>.+)"), ("Is {p} divisible by {q}?", "Is {q} a divisor of {p}?")),
    (re.compile(r"Does (?P<q>.+) divide (?P<p>.+)"), ("Is {p} divisible by {q}?", "Is {q} a divisor of {p}?")),
    (
        re.compile(r"(?:Calculate|What is) the remainder when (?P<p>.+) is divided by (?P<q>.+)"),
        ("Find the remainder when {p} is divided by {q}.", "What is the remainder of {p} divided by {q}?"),
    ),
    (
        re.compile(r"What (?:comes next:|is next in|is the next term in) (?P<p>.+)"),
        ("What is the next number in {p}?", "What is the next term in the sequence {p}?"),
    ),
    (re.compile(r"Factor (?P<p>.+)"), ("Factorize {p}.",)),
    (
        re.compile(r"(?:What are|List) the prime factors of (?P<p>.+)"),
        ("Find the prime factors of {p}.", "What are the prime factors of {p}?"),
    ),
]
"""Patterns of final sentences (without the last mark), and other wordings of each."""


def reword(question: str, generator: random.Random) -> str | None:
    """Returns the question in another wording that the rules can demonstrate, or None where there is none."""
    _, final = split_question(question)
    head = question[: question.rindex(final)]
    others = [
        head + wording.format(**match.groupdict())
        for regexp, wordings in WORDINGS
        if (match := regexp.fullmatch(final))
        for wording in wordings
    ]
    if (typed := by_hand(question)) != question:
        others.append(typed)
    covered = [other for other in others if demonstrate(other) is not None]
    return generator.choice(covered) if covered else None
