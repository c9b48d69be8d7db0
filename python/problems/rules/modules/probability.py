"""Questions of the probability modules: letters picked from a bag without replacement.

Their definitions come as a sentence of their own ("Two letters picked without replacement from {a: 3, b: 1}."), so
these patterns cover both sentences. The code counts the bag's letters and computes with rationals. How many letters are
picked it counts itself: "five" is a word that training questions do not have.
"""

from __future__ import annotations

import re

from problems.rules.language.expression import Names, Rule

_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_BAG = r"(?P<count>[A-Za-z]+) letters picked without replacement from (?P<bag>[a-z]+|\{[a-z0-9:, ]+\})"
_SEQUENCE = r"sequence (?P<sequence>[a-z]+)"
_PICKS = r"picking (?P<picks>\d+ [a-z](?:(?:, | and )\d+ [a-z])*)"


def _bag(text: str) -> str:
    if text.startswith("{"):
        return "bag = " + re.sub(r"([a-z]):", r"'\1':", text)
    return f"from collections import Counter\nbag = Counter('{text}')"


def _sequence(match: re.Match[str], _names: Names) -> str | None:
    sequence = match["sequence"]
    if _COUNTS.get(match["count"].lower()) != len(sequence):
        return None
    return (
        f"{_bag(match['bag'])}\np = S(1)\nfor letter in '{sequence}':\n"
        f"    p = p * bag[letter] / sum(bag.values())\n    bag[letter] -= 1\nprint(p)"
    )


def _level_set(match: re.Match[str], _names: Names) -> str | None:
    count = _COUNTS.get(match["count"].lower())
    picks = re.findall(r"(\d+) ([a-z])", match["picks"])
    if count is None or sum(int(number) for number, _ in picks) != count:
        return None
    wanted = ", ".join(f"'{letter}': {number}" for number, letter in picks)
    return (
        f"{_bag(match['bag'])}\npicks = {{{wanted}}}\n"
        f"ways = prod(binomial(bag[letter], picks[letter]) for letter in picks)\n"
        f"print(ways / binomial(sum(bag.values()), sum(picks.values())))"
    )


RULES: list[Rule] = [
    (re.compile(pattern.format(bag=_BAG, event=event)), build)
    for event, build in ((_SEQUENCE, _sequence), (_PICKS, _level_set))
    for pattern in (
        r"{bag}\. (?:What is|Give) prob of {event}",
        r"(?:What is|Calculate) prob of {event} when {bag}",
    )
]
