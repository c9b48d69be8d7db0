"""Helps the tests of the rules: runs a demonstration's program in this process.

Only for programs that the rules wrote; what a model wrote runs under limits, in check.py.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import io
import unittest

from problems.rules.demonstrate import demonstrate


def _has_sympy() -> bool:
    """Says whether SymPy is here, and not the old one of the generator's environment."""
    if importlib.util.find_spec("sympy") is None:
        return False
    major, minor = importlib.metadata.version("sympy").split(".")[:2]
    return (int(major), int(minor)) >= (1, 13)


needs_sympy = unittest.skipUnless(_has_sympy(), "SymPy 1.13 or newer is not installed")


def answer_of(question: str, module: str = "") -> str | None:
    """Returns what the question's demonstration prints, or None where no rule covers the question."""
    steps = demonstrate(question, module)
    if steps is None:
        return None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec("\n".join(steps), {})
    return printed.getvalue().strip()
