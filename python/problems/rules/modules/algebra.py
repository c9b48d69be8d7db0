"""Final questions of the algebra modules: equations and their roots, factors, sequences."""

from __future__ import annotations

import re

from problems.rules.language.definitions import is_linear, read_equations, solve_linear, write_equation
from problems.rules.language.expression import Names, Rule, declaration, exact, is_expression, letters, split_list


def solve_and_print(equation_text: str, letter: str | None, names: Names) -> str | None:
    """Writes the code that solves one equation or a linear system and prints the value or the roots of the letter."""
    equations = read_equations(equation_text)
    if equations is None:
        return None
    sides = [side for equation in equations for side in equation]
    unknowns = names.unknowns(*sides)
    if letter is None and len(unknowns) == 1:
        (letter,) = unknowns
    if letter is None or letter not in unknowns or not names.defines(*sides):
        return None
    if len(equations) == 1 and len(unknowns) == 1:
        return f"{declaration(unknowns)}\nprint(*solve({write_equation(*equations[0])}, {letter}), sep=', ')"
    code = solve_linear(equations, unknowns) if is_linear(equations, unknowns) else None
    return None if code is None else f"{code}\nprint({letter})"


def solve_for(match: re.Match[str], names: Names) -> str | None:
    """Writes the code for a pattern with the groups `equations` and `letter`."""
    return solve_and_print(match["equations"], match["letter"], names)


def _solve_only(match: re.Match[str], names: Names) -> str | None:
    return solve_and_print(match["equations"], None, names)


def _print_roots(match: re.Match[str], names: Names) -> str | None:
    letter = match["letter"]
    return f"print(*{letter}, sep=', ')" if letter in names.lists else None


def _print_value(match: re.Match[str], names: Names) -> str | None:
    expression = match["expression"]
    code = names.value(expression)
    return f"print({code})" if code is not None and set(letters(expression)) & names.values else None


def _factor(match: re.Match[str], names: Names) -> str | None:
    expression = match["expression"]
    if not is_expression(expression) or not names.defines(expression):
        return None
    return f"{names.declare(expression)}print(factor({exact(expression)}))"


def sequence_terms(text: str) -> str | None:
    """Returns the code of two terms or more, separated by commas, or None where the text is something else."""
    terms = [exact(term) for term in split_list(text)]
    return None if len(terms) < 2 or any(term is None for term in terms) else ", ".join(str(term) for term in terms)


def _next_term(match: re.Match[str], names: Names) -> str | None:
    terms = sequence_terms(match["terms"])
    return None if terms is None else f"terms = [{terms}]\nprint(interpolate(terms, len(terms) + 1))"


def _nth_term(match: re.Match[str], names: Names) -> str | None:
    terms, letter = sequence_terms(match["terms"]), match["letter"]
    return None if terms is None else f"{declaration([letter])}\nprint(interpolate([{terms}], {letter}))"


RULES: list[Rule] = [
    (re.compile(r"Solve (?P<equations>.+) for (?P<letter>[a-z])"), solve_for),
    (re.compile(r"What is (?P<letter>[a-z]) (?:in|if|when|given that) (?P<equations>.+)"), solve_for),
    (
        re.compile(
            r"(?:Find|Determine|Calculate) (?P<letter>[a-z]) (?:such that|so that|if|when|in) (?P<equations>.+)"
        ),
        solve_for,
    ),
    (re.compile(r"(?:Find|Determine|Calculate) (?P<letter>[a-z]), given that (?P<equations>.+)"), solve_for),
    (re.compile(r"If (?P<equations>.+), (?:then )?what is (?P<letter>[a-z])"), solve_for),
    (re.compile(r"Solve (?P<equations>.+)"), _solve_only),
    (re.compile(r"(?:What is|Calculate|Find|Determine|Give) (?P<letter>[a-z])"), _print_roots),
    (re.compile(r"(?:What is|Calculate|Find|Determine|Give)(?: the value of)? (?P<expression>.+)"), _print_value),
    (re.compile(r"Factor(?:ize|ise)? (?P<expression>.+)"), _factor),
    (
        re.compile(
            r"(?:What is|What comes|Find) (?:the )?next(?: term| number)?(?: in)?:? (?:the sequence )?(?P<terms>.+)"
        ),
        _next_term,
    ),
    (re.compile(r"What is the (?P<letter>[a-z])'th term of (?:the sequence )?(?P<terms>.+)"), _nth_term),
]
