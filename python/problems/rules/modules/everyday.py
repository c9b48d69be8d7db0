"""Final questions of the everyday modules: what people ask that the Mathematics Dataset does not, or in other words."""

from __future__ import annotations

import re
from collections.abc import Callable

from problems.rules.language.definitions import define
from problems.rules.language.expression import Names, Rule, exact, split_list
from problems.rules.modules.algebra import sequence_terms, solve_and_print, solve_for
from problems.rules.modules.numbers import change_base

_ASK = r"(?:(?:What is|What's|Calculate|Compute|Find|Work out|Evaluate) )?"
_WHOLE = r"-?\d+"
_BASES = {"binary": 2, "octal": 8, "hexadecimal": 16}
_POWERS = {"squared": 2, "square": 2, "cubed": 3, "cube": 3}


def _print(template: str) -> Callable[[re.Match[str], Names], str]:
    """Writes a line that prints the template, its fields being the pattern's groups."""
    return lambda match, _names: f"print({template.format(**match.groupdict())})"


def _power(match: re.Match[str], _names: Names) -> str:
    return f"print(({match['p']})**{_POWERS[match['power']]})"


def _base(match: re.Match[str], _names: Names) -> str | None:
    base = _BASES.get(match["base"], match["base"])
    return change_base(match["p"], 10, int(base)) if str(base).isdigit() else None


def _average(match: re.Match[str], _names: Names) -> str | None:
    values = split_list(match["values"].replace(" and ", ", ").replace(",,", ","))
    if any(not re.fullmatch(_WHOLE, value) for value in values):
        return None
    return f"values = [{', '.join(values)}]\nprint(S(sum(values))/len(values))"


def _roots(match: re.Match[str], names: Names) -> str | None:
    return solve_and_print(f"{match['expression']} = 0", None, names)


def _call(match: re.Match[str], names: Names) -> str | None:
    code = define(f"Let {match['function']}", names)
    return None if code is None or names.value(match["call"]) is None else f"{code}\nprint({exact(match['call'])})"


def _nth_term(match: re.Match[str], _names: Names) -> str | None:
    terms = sequence_terms(match["terms"])
    return None if terms is None else f"terms = [{terms}]\nprint(interpolate(terms, {match['n']}))"


RULES: list[Rule] = [
    (re.compile(rf"{_ASK}(?P<p>{_WHOLE}) (?P<power>squared|cubed)"), _power),
    (re.compile(rf"{_ASK}the (?P<power>square|cube) of (?P<p>{_WHOLE})"), _power),
    (re.compile(rf"{_ASK}(?P<p>\d+) to the power of (?P<q>\d+)"), _print("{p}**{q}")),
    (
        re.compile(rf"{_ASK}(?:the square root of (?P<p>\d+)|sqrt\((?P<q>\d+)\))"),
        lambda match, _names: f"print(sqrt({match['p'] or match['q']}))",
    ),
    (re.compile(rf"{_ASK}the cube root of (?P<p>\d+)"), _print("root({p}, 3)")),
    (re.compile(rf"{_ASK}(?P<p>\d+)(?:%| percent) of (?P<q>\d+)"), _print("S({p})/100*{q}")),
    (re.compile(rf"{_ASK}(?P<p>\d+) mod (?P<q>\d+)"), _print("{p} % {q}")),
    (re.compile(rf"{_ASK}(?P<p>\d+)/(?P<q>\d+) of (?P<n>\d+)"), _print("S({p})/{q}*{n}")),
    (re.compile(rf"{_ASK}(?P<n>\d+)(?:!| factorial)"), _print("factorial({n})")),
    (re.compile(r"(?:(?:What is|Convert|Write) )?(?P<p>\d+) (?:in|to) (?:base )?(?P<base>\w+)"), _base),
    (re.compile(rf"{_ASK}the sum of (?P<p>{_WHOLE}) and (?P<q>{_WHOLE})"), _print("{p} + {q}")),
    (re.compile(rf"{_ASK}the product of (?P<p>{_WHOLE}) and (?P<q>{_WHOLE})"), _print("{p} * {q}")),
    (
        re.compile(rf"(?:Multiply (?P<p>{_WHOLE}) by|{_ASK}(?P<r>{_WHOLE}) multiplied by) (?P<q>{_WHOLE})"),
        lambda match, _names: f"print({match['p'] or match['r']} * {match['q']})",
    ),
    (re.compile(rf"{_ASK}the (?:average|mean) of (?P<values>.+)"), _average),
    (re.compile(r"Factor(?:ize|ise)? (?P<p>\d+)"), _print("*primefactors({p}), sep=', '")),
    (re.compile(r"Simplify (?P<p>\d+)/(?P<q>\d+)"), _print("S({p})/{q}")),
    (re.compile(r"Solve for (?P<letter>[a-z]): (?P<equations>.+)"), solve_for),
    (re.compile(r"(?P<equations>.+=.+)[,;] (?:find|solve for|what is) (?P<letter>[a-z])"), solve_for),
    (re.compile(r"(?:Find|What are) the (?:roots|zeros) of (?P<expression>.+)"), _roots),
    (re.compile(r"If (?P<function>[a-z]\([a-z]\) = .+), (?:then )?(?:what is|find) (?P<call>[a-z]\(-?\d+\))"), _call),
    (
        re.compile(r"(?P<function>[a-z]\([a-z]\) = .+)[,.;] (?:What is|what is|Find|find) (?P<call>[a-z]\(-?\d+\))"),
        _call,
    ),
    (
        re.compile(r"(?:What is|Find) the (?P<n>\d+)(?:st|nd|rd|th) term (?:of|in) (?:the sequence )?(?P<terms>.+)"),
        _nth_term,
    ),
]
