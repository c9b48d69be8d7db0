"""Final questions of the numbers modules: divisibility, primes, digits, rounding, number bases."""

from __future__ import annotations

import re
import string
from collections.abc import Callable

from problems.rules.language.expression import Builder, Names, Rule
from problems.rules.language.words import look_up

_POWERS_OF_TEN = {
    "ten": 1,
    "hundred": 2,
    "thousand": 3,
    "ten thousand": 4,
    "hundred thousand": 5,
    "million": 6,
    "ten million": 7,
    "hundred million": 8,
    "billion": 9,
    "ten billion": 10,
    "hundred billion": 11,
    "trillion": 12,
    "ten trillion": 13,
    "hundred trillion": 14,
    "quadrillion": 15,
}
_PLACES = ["units", *(f"{unit}s" for unit, power in _POWERS_OF_TEN.items() if power < 12)]
"""Every program that asks for a digit holds this list, so it ends with what the dataset asks for."""
_DIGITS = {
    word: digit
    for digit, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}


def _prints(template: str, read: Callable[[Names, str], str | None] = Names.value) -> Builder:
    """Makes a builder of code that prints `template`, in which each `{group}` becomes the group's code as `read` gives it."""
    groups = [name for _, name, _, _ in string.Formatter().parse(template) if name]

    def build(match: re.Match[str], names: Names) -> str | None:
        codes = {group: read(names, match[group]) for group in groups}
        return None if None in codes.values() else f"print({template.format(**codes)})"

    return build


_divisor = _prints("gcd({p}, {q})")
_multiple = _prints("lcm({p}, {q})")
_denominator = _prints("lcm(denom({p}), denom({q}))")
_remainder = _prints("{p} % {q}", Names.operand)
_divides = _prints("{p} % {q} == 0", Names.operand)
_even = _prints("{p} % 2 == 0", Names.operand)
_odd = _prints("{p} % 2 == 1", Names.operand)
_prime = _prints("isprime({p})")
_composite = _prints("S({p}).is_composite")
_prime_factors = _prints("*primefactors({p}), sep=', '")


def _digit(match: re.Match[str], names: Names) -> str | None:
    place, number = look_up(match["place"], _PLACES), names.operand(match["p"])
    if place is None or number is None:
        return None
    return f"place = {place}\nprint({number} // 10**place % 10)"


def _round(match: re.Match[str], names: Names) -> str | None:
    number = names.value(match["p"])
    power = _rounding_power(match["to"])
    if number is None or power is None:
        return None
    if power > 0:
        count = f"count = floor(abs(value)/10**{power} + S(1)/2)"
        return f"value = S({number})\n{count}\nprint(sign(value)*count*10**{power})"
    count = f"count = floor(abs(value)*10**{-power} + S(1)/2)"
    return f"value = S({number})\n{count}\nprint('%.{-power}f' % (sign(value)*count/10**{-power}))"


def _rounding_power(text: str) -> int | None:
    """Returns the power of ten in `the nearest one hundred`, `the nearest 100` or `two decimal places` (negative)."""
    places = re.fullmatch(r"(?P<count>\w+) (?:decimal places?|dps?)", text)
    if places:
        count = places["count"]
        digits = int(count) if count.isdigit() else _DIGITS.get(count)
        return None if digits is None else -digits
    nearest = re.fullmatch(r"the nearest (?:one |a )?(?P<unit>.+)", text)
    if not nearest:
        return None
    unit = nearest["unit"]
    if unit in ("integer", "whole number"):
        return 0
    if re.fullmatch(r"10+", unit):
        return len(unit) - 1
    return _POWERS_OF_TEN.get(unit)


def change_base(digits: str, base: int, new: int) -> str | None:
    """Returns the code that prints in base `new` what `digits` say in `base`, or None where one is not 2 to 16."""
    if not 2 <= base <= 16 or not 2 <= new <= 16:
        return None
    return (
        f"from sympy.ntheory import digits\n"
        f"value = int('{digits}', {base})\n"
        f"text = ''.join('0123456789abcdef'[d] for d in digits(abs(value), {new})[1:])\n"
        f"print('-' + text if value < 0 else text)"
    )


def _convert(match: re.Match[str], _names: Names) -> str | None:
    return change_base(match["p"], int(match["base"]), int(match["new"]))


_WHAT = r"(?:What is|Calculate|Find|Compute|Determine|Give) the "

RULES: list[Rule] = [
    (re.compile(_WHAT + r"(?:greatest|highest) common (?:divisor|factor) of (?P<p>.+) and (?P<q>.+)"), _divisor),
    (re.compile(_WHAT + r"(?:gcd|hcf) of (?P<p>.+) and (?P<q>.+)"), _divisor),
    (re.compile(_WHAT + r"(?:least|lowest|smallest) common multiple of (?P<p>.+) and (?P<q>.+)"), _multiple),
    (re.compile(_WHAT + r"lcm of (?P<p>.+) and (?P<q>.+)"), _multiple),
    (re.compile(_WHAT + r"common denominator of (?P<p>.+) and (?P<q>.+)"), _denominator),
    (re.compile(_WHAT + r"remainder when (?P<p>.+) is divided by (?P<q>.+)"), _remainder),
    (re.compile(_WHAT + r"remainder of (?P<p>.+) divided by (?P<q>.+)"), _remainder),
    (re.compile(r"Is (?P<q>.+) a (?:factor|divisor) of (?P<p>.+)"), _divides),
    (re.compile(r"Is (?P<p>.+) (?:a multiple of|divisible by) (?P<q>.+)"), _divides),
    (re.compile(r"Does (?P<q>.+) divide (?P<p>.+)"), _divides),
    (re.compile(r"Is (?P<p>.+) even"), _even),
    (re.compile(r"Is (?P<p>.+) odd"), _odd),
    (re.compile(r"Is (?P<p>.+?)(?: a)? prime(?: number)?"), _prime),
    (re.compile(r"Is (?P<p>.+?)(?: a)? composite(?: number)?"), _composite),
    (re.compile(r"(?:What are|List|Find|Give) the prime factors of (?P<p>.+)"), _prime_factors),
    (re.compile(r"What is the (?P<place>[a-z ]+) digit of (?P<p>.+)"), _digit),
    (re.compile(r"Round (?P<p>.+) to (?P<to>.+)"), _round),
    (re.compile(r"What is (?P<p>.+) rounded to (?P<to>.+)"), _round),
    (
        re.compile(r"(?:Convert |What is )?(?P<p>-?[0-9a-f]+) \(base (?P<base>\d+)\) (?:to|in) base (?P<new>\d+)"),
        _convert,
    ),
]
