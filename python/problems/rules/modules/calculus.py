"""Final questions of the calculus modules: first to third derivatives.

The derivative is expanded because SymPy factors derivatives of higher order and the dataset writes sums of monomials.
"""

from __future__ import annotations

import re

from problems.rules.language.expression import Names, Rule, exact

_ORDERS = {"first": 1, "second": 2, "third": 3}
_VARIABLE = r"(?: (?:wrt|with respect to) (?P<variable>[a-z]))?"


def _differentiate(match: re.Match[str], names: Names) -> str | None:
    text = match["expression"]
    code = exact(text)
    unknowns = names.unknowns(text)
    variable = match["variable"]
    if code is None or not names.defines(text):
        return None
    if variable is None:
        if len(unknowns) != 1:
            return None
        variable = unknowns[0]
    if variable not in unknowns:
        return None
    order = _ORDERS.get(match.groupdict().get("order") or "first")
    arguments = f"{code}, {variable}" if order == 1 else f"{code}, {variable}, {order}"
    return None if order is None else f"{names.declare(text)}print(expand(diff({arguments})))"


RULES: list[Rule] = [
    (
        re.compile(
            r"(?:Find|What is|What's|Calculate|Compute|Determine) the (?:(?P<order>[a-z]+) )?derivative of "
            rf"(?P<expression>[^?]+?){_VARIABLE}"
        ),
        _differentiate,
    ),
    (re.compile(rf"Differentiate (?P<expression>[^?]+?){_VARIABLE}"), _differentiate),
]
