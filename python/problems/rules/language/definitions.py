"""Every kind of definition sentence ("Let ...", "Suppose ...") as one step of Python.

A step binds its letter to a SymPy object (so that `w/4` stays exact) or to a SymPy `Lambda`, and says what it binds.

Covered: functions, derivatives as functions, values by an expression, a quotient, a greatest common divisor, a least
common multiple or a remainder, linear equations in as many unknowns as there are equations, and one equation of any
degree (its letter is then bound to the list of all roots). Not covered: inequalities, systems that are not linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from problems.rules.language.expression import Names, declaration, exact, exact_operand, is_expression, letters

ORDERS = {"first": 1, "second": 2, "third": 3}

DERIVATIVE_REGEXP = re.compile(r"Let ([a-z])\(([a-z])\) be the (?:(first|second|third) )?derivative of (.+)")
FUNCTION_REGEXP = re.compile(r"Let ([a-z])\(([a-z](?:, [a-z])*)\) (?:=|be) (.+)")
DIVISOR_REGEXP = re.compile(r"Let ([a-z]) be the (?:greatest|highest) common (?:divisor|factor) of (.+) and (.+)")
MULTIPLE_REGEXP = re.compile(r"Let ([a-z]) be the (?:least|lowest|smallest) common multiple of (.+) and (.+)")
REMAINDER_REGEXP = re.compile(r"Let ([a-z]) be the remainder when (.+) is divided by (.+)")
QUOTIENT_REGEXP = re.compile(r"Let ([a-z]) be (.+) divided by (.+)")
VALUE_REGEXP = re.compile(r"Let ([a-z]) (?:=|be) (.+)")
EQUATIONS_REGEXP = re.compile(r"(?:Let|Suppose(?: that)?) (.+)")


def define(sentence: str, names: Names) -> str | None:
    """Returns the code of a definition, and adds what it binds to the names; None if it is not covered.

    The sentence comes without its full stop.
    """
    for regexp, write in _KINDS:
        match = regexp.fullmatch(sentence)
        step = write(match, names) if match else None
        if step is not None:
            return step
    return None


def read_equations(text: str) -> list[tuple[str, str]] | None:
    """Returns the sides of the equations in `a = b, c = d`, or None where the text is something else."""
    sides = [tuple(part.strip() for part in equation.split("=")) for equation in re.split(r", | and ", text)]
    if not all(len(pair) == 2 and all(is_expression(side) for side in pair) for pair in sides):
        return None
    return [(left, right) for left, right in sides]


def write_equation(left: str, right: str) -> str:
    """Returns the SymPy equation of two sides."""
    return f"Eq({exact(left)}, {exact(right)})"


def solve_linear(equations: list[tuple[str, str]], unknowns: list[str]) -> str | None:
    """Returns the code that binds each unknown of as many linear equations, or None where the numbers differ."""
    written = [write_equation(*equation) for equation in equations]
    if len(unknowns) != len(equations):
        return None
    if len(unknowns) == 1:
        (letter,) = unknowns
        return f"{declaration(unknowns)}\n{letter} = solve({written[0]}, {letter})[0]"
    row = ", ".join(unknowns)
    return f"{declaration(unknowns)}\n{row} = linsolve([{', '.join(written)}], [{row}]).args[0]"


def is_linear(equations: list[tuple[str, str]], unknowns: list[str]) -> bool:
    """Says whether no unknown stands in a power or in a call; products of unknowns are not looked for."""
    sides = [side for equation in equations for side in equation]
    return not any(_is_curved(side, set(unknowns)) for side in sides)


def _is_curved(side: str, unknowns: set[str]) -> bool:
    if any(unknowns & set(letters(arguments)) for arguments in re.findall(r"[a-z]\(([^()]*)\)", side)):
        return True
    return "**" in side and bool(unknowns & set(letters(side)))


def _define_derivative(match: re.Match[str], names: Names) -> str | None:
    function, variable, order, body = match.groups()
    if not is_expression(body) or not names.defines(body) or variable in names.values:
        return None
    if set(names.unknowns(body)) - {variable}:
        return None
    names.functions.add(function)
    code = f"{function} = Lambda({variable}, diff({exact(body)}, {variable}, {ORDERS[order or 'first']}))"
    return f"{declaration([variable])}\n{code}"


def _define_function(match: re.Match[str], names: Names) -> str | None:
    function, variables, body = match.groups()
    row = variables.split(", ")
    if function in names.functions or not is_expression(body) or not names.defines(body):
        return None
    if set(names.unknowns(body)) - set(row):
        return None
    names.functions.add(function)
    if set(row) & names.values:  # the letter keeps its value outside the function
        return f"{function} = lambda {variables}: {exact(body)}"
    arguments = variables if len(row) == 1 else f"({variables})"
    return f"{declaration(row)}\n{function} = Lambda({arguments}, {exact(body)})"


def _bind(match: re.Match[str], names: Names, write: Callable[..., str]) -> str | None:
    """Returns the step that binds the first group's letter to what `write` makes of the others' code."""
    letter, *operands = match.groups()
    codes = [names.value(operand) for operand in operands]
    if any(code is None for code in codes):
        return None
    names.values.add(letter)
    names.lists.discard(letter)
    return f"{letter} = {write(*codes)}"


def _define_divisor(match: re.Match[str], names: Names) -> str | None:
    return _bind(match, names, lambda left, right: f"gcd({left}, {right})")


def _define_multiple(match: re.Match[str], names: Names) -> str | None:
    return _bind(match, names, lambda left, right: f"lcm({left}, {right})")


def _define_remainder(match: re.Match[str], names: Names) -> str | None:
    divisor = exact_operand(match[3])
    return _bind(match, names, lambda left, _: f"S({left}) % {divisor}")


def _define_quotient(match: re.Match[str], names: Names) -> str | None:
    divisor = exact_operand(match[3])
    return _bind(match, names, lambda left, _: f"S({left}) / {divisor}")


def _define_value(match: re.Match[str], names: Names) -> str | None:
    return _bind(match, names, lambda value: f"S({value})")


def _define_by_equations(match: re.Match[str], names: Names) -> str | None:
    equations = read_equations(match[1])
    if equations is None:
        return None
    sides = [side for equation in equations for side in equation]
    unknowns = names.unknowns(*sides)
    if not unknowns or not names.defines(*sides):
        return None
    if is_linear(equations, unknowns):
        code = solve_linear(equations, unknowns)
        if code is not None:
            names.values.update(unknowns)
        return code
    if len(equations) != 1 or len(unknowns) != 1:
        return None
    (letter,) = unknowns
    names.lists.add(letter)
    return f"{declaration(unknowns)}\n{letter} = solve({write_equation(*equations[0])}, {letter})"


_KINDS: list[tuple[re.Pattern[str], Callable[[re.Match[str], Names], str | None]]] = [
    (DERIVATIVE_REGEXP, _define_derivative),
    (FUNCTION_REGEXP, _define_function),
    (DIVISOR_REGEXP, _define_divisor),
    (MULTIPLE_REGEXP, _define_multiple),
    (REMAINDER_REGEXP, _define_remainder),
    (QUOTIENT_REGEXP, _define_quotient),
    (VALUE_REGEXP, _define_value),
    (EQUATIONS_REGEXP, _define_by_equations),
]
