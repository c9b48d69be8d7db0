"""A problem: a question in words, its checked answer, and how hard it is.

The number of definitions (sentences that begin with Let or Suppose) is the difficulty: each one is a step that the
answer depends on.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

DEFINITION_REGEXP = re.compile(r"(?:^|[.] )(?:Let|Suppose)\b")


@dataclass(frozen=True)
class Problem:
    """One question of the Mathematics Dataset with its answer."""

    id: str
    module: str
    question: str
    answer: str
    definitions: int
    level: str
    split: str

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> Problem:
        """Reads a problem from one line of JSON; unknown fields are ignored."""
        record = json.loads(line)
        return cls(**{name: record[name] for name in cls.__dataclass_fields__})


def count_definitions(question: str) -> int:
    """Returns how many sentences of the question begin with Let or Suppose."""
    return len(DEFINITION_REGEXP.findall(question))


def level(definitions: int) -> str:
    """Returns the level of a question with so many definitions: easy (up to 2), medium (3) or hard (4 and more)."""
    if definitions <= 2:
        return "easy"
    return "medium" if definitions == 3 else "hard"
