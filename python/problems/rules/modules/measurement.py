"""Final questions of the measurement modules: conversion of units and times of day.

Each unit gets a line of its own, `hours = 3600`: its name as the question has it, and its exact size in the base unit of
its dimension. A small model recalls a size right behind the name; from afar it does not. Fractions in words ("two
thirds") become `Rational(2, 3)`. The dataset spells a few number words in its own way; both spellings are known.
"""

from __future__ import annotations

import re

from problems.rules.language.expression import Names, Rule
from problems.rules.modules.arithmetic import print_decimal

_DIMENSIONS: list[dict[str, str]] = [
    {
        "meter": "1",
        "kilometer": "1000",
        "centimeter": "Rational(1, 100)",
        "millimeter": "Rational(1, 1000)",
        "micrometer": "Rational(1, 10**6)",
        "nanometer": "Rational(1, 10**9)",
    },
    {
        "second": "1",
        "minute": "60",
        "hour": "3600",
        "day": "86400",
        "week": "604800",
        "millisecond": "Rational(1, 1000)",
        "microsecond": "Rational(1, 10**6)",
        "nanosecond": "Rational(1, 10**9)",
    },
    {"year": "1", "decade": "10", "century": "100", "millennium": "1000", "month": "Rational(1, 12)"},
    {
        "kilogram": "1",
        "tonne": "1000",
        "gram": "Rational(1, 1000)",
        "milligram": "Rational(1, 10**6)",
        "microgram": "Rational(1, 10**9)",
        "nanogram": "Rational(1, 10**12)",
    },
    {"litre": "1", "millilitre": "Rational(1, 1000)"},
]
_SYMBOLS = {
    "m": "meter",
    "km": "kilometer",
    "cm": "centimeter",
    "mm": "millimeter",
    "um": "micrometer",
    "nm": "nanometer",
    "s": "second",
    "ms": "millisecond",
    "us": "microsecond",
    "ns": "nanosecond",
    "kg": "kilogram",
    "t": "tonne",
    "g": "gram",
    "mg": "milligram",
    "ug": "microgram",
    "ng": "nanogram",
    "l": "litre",
    "ml": "millilitre",
}
_PLURALS = {"centuries": "century", "millennia": "millennium"}

_CARDINALS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split()
    )
} | {"fourteeen": 14}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_DENOMINATORS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelth": 12,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
}


def integer_in_words(text: str) -> int | None:
    """Returns the integer below one million that words joined by hyphens name, e.g. "fifty-one"."""
    total = group = 0
    for word in text.split("-"):
        if word in _CARDINALS or word in _TENS:
            group += _CARDINALS[word] if word in _CARDINALS else _TENS[word]
        elif word == "hundred":
            group *= 100
        elif word == "thousand":
            total, group = total + 1000 * group, 0
        elif word != "and":
            return None
    return total + group


def _unit(name: str) -> str:
    """Returns a unit's own name: of `hours`, `centuries`, `ms` and `s`."""
    return _SYMBOLS.get(name) or _PLURALS.get(name) or (name[:-1] if name.endswith("s") else name)


def _sizes(unit: str, target: str) -> str | None:
    """Returns the lines that give both names, as they are written, their sizes, or None where they measure no one thing."""
    for dimension in _DIMENSIONS:
        if (size := dimension.get(_unit(unit))) and (target_size := dimension.get(_unit(target))):
            return f"{unit} = {size}\n{target} = {target_size}\n"
    return None


def _convert_decimal(match: re.Match[str], _names: Names) -> str | None:
    unit, target = match["unit"], match["target"]
    sizes = _sizes(unit, target)
    if sizes is None:
        return None
    return sizes + print_decimal(f"Rational('{match['value']}') * {unit} / {target}")


def _convert_fraction(match: re.Match[str], _names: Names) -> str | None:
    text = match["value"]
    if "/" in text:
        numerator, denominator = text.split("/")
    else:
        count, _, part = text.rpartition(" ")
        value = integer_in_words(count)
        size = _DENOMINATORS.get("half" if part == "halves" else part[:-1] if part.endswith("s") else part)
        if value is None or size is None:
            return None
        numerator, denominator = str(value), str(size)
    unit, target = match["unit"], match["target"]
    sizes = _sizes(unit, target)
    return None if sizes is None else f"{sizes}print(Rational({numerator}, {denominator}) * {unit} / {target})"


_TIME = r"\d+:\d\d [AP]M"
_READ_TIME = "from datetime import datetime, timedelta\n"
_FORMAT = "'%I:%M %p'"


def _shifted(match: re.Match[str], _names: Names) -> str | None:
    sign = "+" if match["direction"] == "after" else "-"
    return (
        f"{_READ_TIME}t = datetime.strptime('{match['time']}', {_FORMAT}) {sign} "
        f"timedelta(minutes={match['minutes']})\nprint(t.strftime({_FORMAT}).lstrip('0'))"
    )


def _between(match: re.Match[str], _names: Names) -> str | None:
    return (
        f"{_READ_TIME}start = datetime.strptime('{match['start']}', {_FORMAT})\n"
        f"end = datetime.strptime('{match['end']}', {_FORMAT})\nprint((end - start).seconds // 60)"
    )


_DECIMAL = r"(?P<value>\d+(?:\.\d+)?)(?P<space> ?)(?P<unit>[a-z]+)"
_FRACTION = r"(?P<value>\d+/\d+|[a-z-]+ [a-z]+) of an? (?P<unit>[a-z]+)"
_TARGET = r"(?P<target>[a-z]+)"

RULES: list[Rule] = [
    (re.compile(rf"How many {_TARGET} are(?: there)? in {_DECIMAL}"), _convert_decimal),
    (re.compile(rf"(?:What is |What's )?{_DECIMAL} in {_TARGET}"), _convert_decimal),
    (re.compile(rf"Convert {_DECIMAL} to {_TARGET}"), _convert_decimal),
    (re.compile(rf"How many {_TARGET} are there in {_FRACTION}"), _convert_fraction),
    (re.compile(rf"What is {_FRACTION} in {_TARGET}"), _convert_fraction),
    (re.compile(rf"What is (?P<minutes>\d+) minutes (?P<direction>before|after) (?P<time>{_TIME})"), _shifted),
    (re.compile(rf"How many minutes are there between (?P<start>{_TIME}) and (?P<end>{_TIME})"), _between),
]
