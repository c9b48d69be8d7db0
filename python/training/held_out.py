"""Which problems are held out for evaluation: whole problems, so that no pair of a problem that is trained on is measured."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def held_out_questions(questions: Iterable[str], share: float, *, seed: int = 0) -> set[str]:
    """About `share` of the distinct questions, at least one of several; none where `share` is 0.

    Those with the least seeded hash: a question keeps its side when others come or go, but for those at the border.
    """
    distinct = set(questions)
    if share <= 0 or len(distinct) < 2:
        return set()
    count = min(len(distinct) - 1, max(1, round(len(distinct) * share)))
    return set(sorted(distinct, key=lambda question: _hash(question, seed))[:count])


def _hash(question: str, seed: int) -> bytes:
    return hashlib.blake2b(question.encode(), key=str(seed).encode(), digest_size=8).digest()
