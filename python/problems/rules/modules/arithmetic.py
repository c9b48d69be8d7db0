"""Final questions of the arithmetic modules: sums, products, quotients, roots, other bases, surds.

Decimals are computed as rationals and printed as decimals through one exact division in `decimal` (28 digits, which is
also how the dataset prints them). The nearest root is rounded from SymPy's exact root.
"""

from __future__ import annotations

import re

from problems.rules.language.expression import Builder, Names, Rule, exact

_ORDINALS = {
    "square": 2,
    "second": 2,
    "cube": 3,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_NUMBER = r"-?\d+(?:\.\d+)?"
_ASK = r"(?:(?:What is|What's|Work out|Calculate|Compute|Evaluate) )?"
_PAIR_REGEXPS: list[tuple[str, str]] = [
    (rf"{_ASK}(?P<p>{_NUMBER}) ?\+ ?(?P<q>{_NUMBER})", "+"),
    (rf"(?:Add|Put together|Sum|Total of|Add together) (?P<p>{_NUMBER}) and (?P<q>{_NUMBER})", "+"),
    (rf"What is (?P<p>{_NUMBER}) plus (?P<q>{_NUMBER})", "+"),
    (rf"{_ASK}(?P<p>{_NUMBER}) ?- ?(?P<q>{_NUMBER})", "-"),
    (rf"What is (?P<p>{_NUMBER}) (?:minus|take away) (?P<q>{_NUMBER})", "-"),
    (rf"What is (?P<q>{_NUMBER}) less than (?P<p>{_NUMBER})", "-"),
    (rf"Subtract (?P<q>{_NUMBER}) from (?P<p>{_NUMBER})", "-"),
    (rf"What is the (?:distance|difference) between (?P<p>{_NUMBER}) and (?P<q>{_NUMBER})", "distance"),
    (rf"{_ASK}(?P<p>{_NUMBER}) ?\* ?(?P<q>{_NUMBER})", "*"),
    (rf"(?:Multiply|Product of|What is the product of) (?P<p>{_NUMBER}) and (?P<q>{_NUMBER})", "*"),
    (rf"(?:What is )?(?P<p>{_NUMBER}) times (?P<q>{_NUMBER})", "*"),
]


def print_decimal(value: str) -> str:
    """Returns the lines that print the rational `value` as a decimal; the value must have a finite one."""
    return f"from decimal import Decimal\nx = {value}\nprint(f'{{Decimal(x.p) / Decimal(x.q):f}}')"


def _pair(operator: str) -> Builder:
    def build(match: re.Match[str], _names: Names) -> str | None:
        p, q = exact(match["p"]), exact(match["q"])
        value = f"abs({p} - {q})" if operator == "distance" else f"{p} {operator} {q}"
        return print_decimal(value) if "Rational" in value else f"print({value})"

    return build


def _divide(match: re.Match[str], _names: Names) -> str | None:
    return f"print(S({match['p']}) / {match['q']})"


def _evaluate(match: re.Match[str], names: Names) -> str | None:
    text = match["expression"]
    if not re.fullmatch(r"[-+*/() \d]+", text):
        return None
    code = exact(text)
    return None if code is None else f"print({code})"


def _in_base(match: re.Match[str], _names: Names) -> str | None:
    base = match["base"]
    return (
        f"from sympy.ntheory import digits\n"
        f"n = int('{match['p']}', {base}) {match['operator']} int('{match['q']}', {base})\n"
        f"text = ''.join('0123456789abcdef'[d] for d in digits(abs(n), {base})[1:])\n"
        f"print('-' + text if n < 0 else text)"
    )


def _root(match: re.Match[str], _names: Names) -> str | None:
    degree = match["degree"]
    index = int(degree) if degree.isdigit() else _ORDINALS.get(degree)
    return None if index is None else f"print(round(root({match['value']}, {index})))"


def _surd(match: re.Match[str], _names: Names) -> str | None:
    code = exact(match["expression"])
    return None if code is None or "sqrt" not in code else f"print(expand(radsimp({code})))"


RULES: list[Rule] = [
    *((re.compile(pattern), _pair(operator)) for pattern, operator in _PAIR_REGEXPS),
    (re.compile(rf"(?:Divide (?P<p>{_NUMBER}) by (?P<q>{_NUMBER}))"), _divide),
    (re.compile(rf"(?:(?:What is|Calculate) )?(?P<p>{_NUMBER}) divided by (?P<q>{_NUMBER})"), _divide),
    (re.compile(r"In base (?P<base>\d+), what is (?P<p>-?[0-9a-f]+) (?P<operator>[-+]) (?P<q>-?[0-9a-f]+)"), _in_base),
    (re.compile(r"What is (?P<value>\d+) to the power of 1/(?P<degree>\d+), to the nearest integer"), _root),
    (re.compile(r"What is the (?P<degree>[a-z]+) root of (?P<value>\d+) to the nearest integer"), _root),
    (re.compile(r"Simplify (?P<expression>[^a-rt-z]*sqrt.*)"), _surd),
    (re.compile(rf"(?:What is the value of )?{_ASK}(?P<expression>[-+*/() \d]+?)(?: = ?)?"), _evaluate),
]
