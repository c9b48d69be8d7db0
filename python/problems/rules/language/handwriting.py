"""Maths as people type it, `2x^2 - 3(x + 1)`, and as Python reads it, `2*x**2 - 3*(x + 1)`.

Covered: `^`, and products of a number and a letter, a call or a parenthesis, and of two parentheses, without a sign.
Not covered: products of two letters; a letter before a parenthesis is a call.
"""

from __future__ import annotations

import re

_UNSIGNED = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?=[a-z](?![a-z])|\()")
_SIGNED = re.compile(r"(?<![\w.*/^)])(\d+(?:\.\d+)?)\*(?=[a-z](?![a-z])|\()")


def in_python(text: str) -> str:
    """Returns the text with its powers and products written out."""
    return _UNSIGNED.sub(r"\1*", text.replace("^", "**").replace(")(", ")*("))


def by_hand(text: str) -> str:
    """Returns the text with `^` for powers, and without the signs of products that `in_python` puts back."""
    return _SIGNED.sub(r"\1", text.replace("**", "^").replace(")*(", ")("))
