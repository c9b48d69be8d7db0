"""Final questions of the polynomials modules: evaluate, add, compose, expand, collect, coefficients and powers.

Letters that no definition has bound are the variables of the answer: they become symbols first.
"""

from __future__ import annotations

import re

from problems.rules.language.expression import Names, Rule, calls, declaration, exact, letters


def _give(match: re.Match[str], names: Names) -> str | None:
    """`What is 2*f(x) + g(x)`, `Calculate f(g(x))`, `Determine f(3)`."""
    text = match["expression"]
    code = exact(text)
    if code is None or not calls(text) or not names.defines(text):
        return None
    declared = names.declare(text)
    return f"{declared}print(expand({code}))" if declared else f"print({code})"


def _expand(match: re.Match[str], names: Names) -> str | None:
    text = match["expression"]
    code = exact(text)
    return None if code is None or not names.defines(text) else f"{names.declare(text)}print(expand({code}))"


def _coefficient(match: re.Match[str], names: Names) -> str | None:
    """`Express 2*x + 3 + x in the form a*x + b and give b`: the form is copied, and SymPy says what b stands before."""
    text, form, target = match["expression"], match["form"], match["target"]
    code = exact(text)
    variables = names.unknowns(text)
    if code is None or len(variables) != 1 or [target in letters(term) for term in form.split(" + ")].count(True) != 1:
        return None
    if set(letters(form)) - set(names.unknowns(text, form)):
        return None
    return f"{names.declare(text, form)}print(Poly({code}, {variables[0]}).coeff_monomial(({form}).coeff({target})))"


def _simplify_power(match: re.Match[str], _names: Names) -> str | None:
    code = exact(match["expression"])
    variable = match["variable"]
    if code is None or letters(match["expression"]) != [variable]:
        return None
    positive = declaration([variable]).replace(")", ", positive=True)")
    return f"{positive}\nprint(simplify({code}))"


RULES: list[Rule] = [
    (re.compile(r"(?:What is|Calculate|Find|Give|Determine) (?P<expression>[^?]+)"), _give),
    (re.compile(r"Expand (?P<expression>[^?]+)"), _expand),
    (re.compile(r"Collect the terms in (?P<expression>[^?]+)"), _expand),
    (
        re.compile(
            r"(?:Express|Rearrange) (?P<expression>[^?]+?) (?:as|to the form|to|in the form) (?P<form>[^?]+) "
            r"and give (?P<target>[a-z])"
        ),
        _coefficient,
    ),
    (re.compile(r"Simplify (?P<expression>[^?]+) assuming (?P<variable>[a-z]) is positive"), _simplify_power),
]
