"""Final questions of the comparison modules: pairs, k-th biggest, closest, sorting.

Answers repeat a value as the question writes it (`0.5`, `-2/7`, a name), or its choice's letter. So the code copies a list
as it is written and evaluates its entries only to compare them, or keeps a dictionary from letters to exact values, and
prints one of the texts.
"""

from __future__ import annotations

import re

from problems.rules.language.expression import Builder, Names, Rule, exact, exact_operand, split_list
from problems.rules.language.words import look_up

_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_RELATIONS: list[tuple[str, str]] = [
    (r"Is (.+) <= (.+)", "<="),
    (r"Is (.+) >= (.+)", ">="),
    (r"Is (.+) != (.+)", "!="),
    (r"Is (.+) < (.+)", "<"),
    (r"Is (.+) > (.+)", ">"),
    (r"Does (.+) = (.+)", "=="),
    (r"Is (.+) (?:less|smaller) than or equal to (.+)", "<="),
    (r"Is (.+) at most(?: as big as)? (.+)", "<="),
    (r"Is (.+) (?:greater|bigger) than or equal to (.+)", ">="),
    (r"Is (.+) at least(?: as big as)? (.+)", ">="),
    (r"Is (.+) (?:less|smaller) than (.+)", "<"),
    (r"Is (.+) (?:greater|bigger) than (.+)", ">"),
    (r"Is (.+) not equal to (.+)", "!="),
    (r"Is (.+) equal to (.+)", "=="),
    (r"Are (.+) and (.+) equal", "=="),
    (r"Do (.+) and (.+) have the same value", "=="),
    (r"Are (.+) and (.+) (?:unequal|nonequal|non-equal)", "!="),
    (r"Do (.+) and (.+) have different values", "!="),
]
_CHOICES = r"(?P<choices>(?:  \([a-z]\) [^()]+)+)"
_LIST = r"(?P<list>[^?]+)"


def _exact_value(text: str, names: Names) -> str | None:
    code = exact(text)
    return code if code is not None and not names.unknowns(text) and names.defines(text) else None


def _dictionary(entries: list[tuple[str, str]], names: Names) -> str | None:
    values = [(key, _exact_value(text, names)) for key, text in entries]
    if len(values) < 2 or any(code is None for _, code in values):
        return None
    return "values = {" + ", ".join(f"'{key}': {code}" for key, code in values) + "}\n"


def _values(match: re.Match[str], names: Names) -> tuple[str, str] | None:
    """Returns the line that makes `values` of a list or of choices, and the code of the value of `key`, one of them.

    Both are copied as they stand in the question, behind the same blanks: then they have the same tokens there, however
    many there are.
    """
    groups = match.groupdict()
    if groups.get("choices"):
        entries = re.findall(r"  \([a-z]\) ([^()]+?)(?=  \(|$)", groups["choices"])
        line = f"values = dict(value.split(') ') for value in '{groups['choices']}'.split('  (')[1:])\n"
        code = "eval(values[key])"
    else:
        entries = split_list(groups["list"])
        if groups["list"] != ", ".join(entries):
            return None
        line, code = f"values = ' {groups['list']}'.strip().split(', ')\n", "eval(key)"
    if len(entries) < 2 or any(_exact_value(entry, names) is None for entry in entries):
        return None
    return line, code


def _by(code: str) -> str:
    """Returns what sorts by the value of `key`."""
    return "eval" if code == "eval(key)" else f"lambda key: {code}"


def _relation(operator: str) -> Builder:
    def build(match: re.Match[str], names: Names) -> str | None:
        left, right = _exact_value(match[1], names), _exact_value(match[2], names)
        return None if left is None or right is None else f"print({left} {operator} {right})"

    return build


def _which(match: re.Match[str], names: Names) -> str | None:
    values = _dictionary([(match["left"], match["left"]), (match["right"], match["right"])], names)
    chooser = "min" if match["adjective"] == "smaller" else "max"
    return None if values is None else f"{values}print({chooser}(values, key=values.get))"


def _kth_biggest(match: re.Match[str], names: Names) -> str | None:
    values = _values(match, names)
    place = "0" if match["ordinal"] is None else look_up(match["ordinal"], _ORDINALS)
    if values is None or place is None:
        return None
    line, value = values
    reverse = ", reverse=True" if match["adjective"] == "biggest" else ""
    return f"{line}place = {place}\nprint(sorted(values, key={_by(value)}{reverse})[place])"


def _closest(match: re.Match[str], names: Names) -> str | None:
    values = _values(match, names)
    target = None if _exact_value(match["target"], names) is None else exact_operand(match["target"])
    if values is None or target is None:
        return None
    line, value = values
    return f"{line}print(min(values, key=lambda key: abs({value} - {target})))"


def _sort(match: re.Match[str], names: Names) -> str | None:
    values = _values(match, names)
    if values is None:
        return None
    line, value = values
    reverse = ", reverse=True" if match["direction"] in ("descending", "decreasing", "largest to smallest") else ""
    return f"{line}print(', '.join(sorted(values, key={_by(value)}{reverse})))"


_BIGGEST = r"(?:(?P<ordinal>[a-z]+) )?(?P<adjective>biggest|smallest) value"

RULES: list[Rule] = [
    *((re.compile(pattern), _relation(operator)) for pattern, operator in _RELATIONS),
    (re.compile(r"Which is (?P<adjective>bigger|greater|larger|smaller)[:,] (?P<left>.+) or (?P<right>.+)"), _which),
    (re.compile(rf"What is the {_BIGGEST} in {_LIST}"), _kth_biggest),
    (re.compile(rf"Which is the {_BIGGEST}\?{_CHOICES}"), _kth_biggest),
    (re.compile(rf"What is the (?:closest|nearest) to (?P<target>.+?) in {_LIST}"), _closest),
    (re.compile(rf"Which is the (?:closest|nearest) to (?P<target>.+?)\?{_CHOICES}"), _closest),
    (re.compile(rf"(?:Sort|Put) {_LIST} in (?P<direction>ascending|increasing|descending|decreasing) order"), _sort),
    (re.compile(rf"Sort {_LIST} from (?P<direction>smallest to largest|largest to smallest)"), _sort),
    (re.compile(r"Sort (?P<list>(?!.* order$)[^?]+)(?P<direction>)"), _sort),
]
