"""What an answer can be once it is read, and arithmetic that refuses what would fill the memory."""

from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Expr, Integer, Rational, Symbol

MAX_BITS = 200_000
MAX_FACTORIAL = 3_000


class Unreadable(Exception):
    """A text, or a part of it, has no reading; says which."""


@dataclass(frozen=True)
class Items:
    """Several answers. Brackets: those of a tuple (`()`, `[]`, `(]`, `[)`), `{}` of a set, `:` of a ratio, none of a list."""

    brackets: str
    parts: tuple

    @property
    def is_unordered(self) -> bool:
        return self.brackets in ("", "{}") and DOTS not in self.parts


@dataclass(frozen=True)
class Relation:
    """`left sign right`; the sign is one of `= != < <= > >=`, `in`, or `mod`, with its modulus."""

    sign: str
    left: Any
    right: Any
    modulus: Any = None


@dataclass(frozen=True)
class Logic:
    """Relations that all hold (`and`), or of which one does (`or`)."""

    word: str
    parts: tuple


@dataclass(frozen=True)
class Span:
    """The numbers between two ends."""

    left: Expr
    right: Expr
    left_open: bool
    right_open: bool


@dataclass(frozen=True)
class Region:
    """A union of spans that do not touch; a point is a closed span."""

    spans: tuple


@dataclass(frozen=True)
class Builder:
    """`{ element : condition }`."""

    element: object
    condition: object


DOTS = Symbol("...")
REALS = Region((Span(-sympy.oo, sympy.oo, True, True),))
Value = Expr | sympy.MatrixBase | Items | Relation | Logic | Region | Builder | bool


def expression(value: object) -> Expr:
    """The value, where it is a number or a term."""
    if isinstance(value, Expr) and value is not DOTS:
        return value
    raise Unreadable(f"{value} is no term")


def term(value: object) -> Expr | sympy.MatrixBase:
    """The value, where one can calculate with it."""
    return value if isinstance(value, sympy.MatrixBase) else expression(value)


def power(base: Any, exponent: Any) -> Expr:
    """`base ** exponent`, unless its digits would fill the memory."""
    base, exponent = term(base), expression(exponent)
    if isinstance(base, Expr) and base.is_Rational and exponent.is_Rational:
        bits = max(int(base.p).bit_length(), int(base.q).bit_length())
        if bits > 1 and bits * abs(exponent) > MAX_BITS:
            raise Unreadable("a power with too many digits")
    return base**exponent


def factorial(number: Any, double: bool = False) -> Expr:
    """`n!` or `n!!`."""
    number = expression(number)
    if number.is_Integer and number > MAX_FACTORIAL:
        raise Unreadable("a factorial with too many digits")
    if number.is_number and not (number.is_Integer and number >= 0):
        raise Unreadable("the factorial of what is no whole number")
    return sympy.factorial2(number) if double else sympy.factorial(number)


def binomial(n: Any, k: Any) -> Expr:
    """`n` over `k`."""
    n, k = expression(n), expression(k)
    if n.is_Integer and abs(n) > MAX_FACTORIAL:
        raise Unreadable("a binomial coefficient with too many digits")
    return sympy.binomial(n, k)


def quotient(a: Any, b: Any) -> Expr:
    """`a / b`; nothing is divided by 0."""
    b = expression(b)
    if b.is_zero:
        raise Unreadable("a division by 0")
    return term(a) / b


def decimal(digits: str) -> Expr:
    """
    A decimal as the rational it writes. One of 12 digits and more is a float that a program printed: it stands for the fraction
    with a small denominator that it equals to all but its last digits, where there is one.
    """
    mantissa, _, exponent = digits.lower().partition("e")
    if exponent and abs(int(exponent)) > 5_000:
        raise Unreadable("a decimal with too many digits")
    exact = Rational(digits)
    figures = mantissa.replace(".", "").lstrip("0")
    if "." not in mantissa or len(figures) < 12 or exact == 0:
        return exact
    near = exact.limit_denominator(10_000)
    return near if abs(near - exact) <= abs(exact) / Integer(10) ** (len(figures) - 2) else exact
