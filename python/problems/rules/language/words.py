"""Words that stand for a place in a list, such as `sixth` or `ten billions`.

The code copies the word and looks it up, where it could have said the number: so a policy can also answer with words that
its demonstrations do not have.
"""

from __future__ import annotations

from collections.abc import Sequence


def look_up(word: str, words: Sequence[str]) -> str | None:
    """Returns code for the index of a word in a list, or None where the list has no such word.

    The word stands behind a blank, as it does in the question: then it has the same tokens there.
    """
    return f"'{', '.join(words)}'.split(', ').index(' {word}'.strip())" if word in words else None
