"""Compares what a program printed with a reference answer: exactly, never by floating-point closeness.

Covered: the same text; the same numbers written differently (`0.3`, `3/10`), as rationals; the same expressions, as
SymPy expressions whose difference expands or simplifies to zero; sets and lists in any order where the question asks
for a set; products and sums whose factors or terms are permuted where the question asks for a form.

Not covered: answers that are neither numbers nor expressions (times of day, choices, truth values, digits in another
base) compare as text only. Text is parsed by SymPy and can be made expensive (`9**9**9`): call this under limits.
"""

from __future__ import annotations

import re
import tokenize
from enum import Enum

import sympy
from sympy.parsing.sympy_parser import parse_expr, rationalize, standard_transformations

_TRANSFORMATIONS = (*standard_transformations, rationalize)
_ALLOWED_REGEXP = re.compile(r"(?:\d+\.\d+|\d+|sqrt(?=\()|[a-z]|[-+*/() ])+")
_JOINED_REGEXP = re.compile(r"[\d.][a-z]|[a-z]{2}|[a-z][\d(]")
_SYMBOLS = {letter: sympy.Symbol(letter) for letter in "abcdefghijklmnopqrstuvwxyz"}
_NAMES = {**_SYMBOLS, "sqrt": sympy.sqrt}
_FORM_REGEXP = re.compile(r"(?:^|[.?] )(?:Expand|Collect|Simplify|Factor) [^?]*$")
_SET_MODULES = ("list_prime_factors", "polynomial_roots")


class Comparison(Enum):
    """What counts as the same answer."""

    VALUE = "value"
    """Equal as numbers or as expressions."""
    SET = "set"
    """Equal as sets of values separated by commas."""
    FORM = "form"
    """The same written form, up to the order of the outermost factors or terms."""


def comparison_for(question: str, module: str) -> Comparison:
    """Chooses what counts as the same answer from the question's last sentence and the name of its module."""
    if _FORM_REGEXP.search(question):
        return Comparison.FORM
    if any(name in module for name in _SET_MODULES):
        return Comparison.SET
    return Comparison.VALUE


def normalize(text: str) -> str:
    """Collapses white space, which never carries meaning in an answer."""
    return " ".join(text.split())


def equal(output: str, answer: str, comparison: Comparison = Comparison.VALUE) -> bool:
    """Says whether `output` is the answer `answer`."""
    output, answer = normalize(output), normalize(answer)
    if not output:
        return False
    if output == answer:
        return True
    if comparison is Comparison.FORM:
        return _same_pieces(output, answer)
    if comparison is Comparison.SET:
        return _same_set(_without_brackets(output), _without_brackets(answer))
    mine, theirs = output.split(", "), answer.split(", ")
    return len(mine) == len(theirs) and all(_same_value(a, b) for a, b in zip(mine, theirs, strict=True))


def _parse(text: str) -> sympy.Expr | None:
    if not _ALLOWED_REGEXP.fullmatch(text) or _JOINED_REGEXP.search(text.replace("sqrt(", "(")):
        return None
    try:
        value = parse_expr(text, local_dict=_NAMES, transformations=_TRANSFORMATIONS)
    except (SyntaxError, tokenize.TokenError, TypeError, ValueError, ArithmeticError, AttributeError):
        return None
    return value if isinstance(value, sympy.Expr) else None


def _same_value(left: str, right: str) -> bool:
    if left == right:
        return True
    a, b = _parse(left), _parse(right)
    if a is None or b is None:
        return False
    difference = sympy.expand(a - b)
    if difference == 0 or difference.is_Rational:
        return difference == 0
    return sympy.simplify(difference) == 0


def _without_brackets(text: str) -> str:
    return text[1:-1] if text[:1] + text[-1:] in ("[]", "{}", "()") else text


def _same_set(left: str, right: str) -> bool:
    mine, theirs = left.split(", "), right.split(", ")
    if len(mine) != len(theirs):
        return False
    for value in mine:
        match = next((i for i, other in enumerate(theirs) if _same_value(value, other)), None)
        if match is None:
            return False
        del theirs[match]
    return True


def pieces(text: str) -> list[str]:
    """Splits an expression into its outermost terms (with their signs) or, where it is one term, factors, sorted."""
    terms = _split(text.replace(" ", ""), "+-")
    return sorted(terms if len(terms) > 1 else _split(text.replace(" ", ""), "*"))


def _same_pieces(left: str, right: str) -> bool:
    return pieces(left) == pieces(right)


def _split(text: str, separators: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        power = char == "*" and "*" in (text[i - 1 : i], text[i + 1 : i + 2])
        if depth == 0 and char in separators and i > 0 and not power:
            parts.append(text[start:i])
            start = i if char == "-" else i + 1
    return [*parts, text[start:]]
