"""What stands by itself in LaTeX: numbers, letters, commands with what they take, functions with what they are applied to."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import sympy
from sympy import Integer, Symbol

from grading import python_text
from grading.latex_tokens import FUNCTION_NAMES, TRIGONOMETRY, text_of
from grading.values import (
    REALS,
    Items,
    Unreadable,
    Value,
    binomial,
    decimal,
    expression,
    factorial,
    power,
    quotient,
    term,
)

if TYPE_CHECKING:
    from grading.latex_text import Reader

DECORATIONS = ("\\overline", "\\bar", "\\vec", "\\hat", "\\tilde", "\\mathcal", "\\mathbf", "\\boldsymbol", "\\widehat")


def number(reader: "Reader", token: str) -> Value:
    """A decimal, perhaps with digits that repeat for ever: `0.1\\overline{6}`."""
    has_point = "." in token
    if not has_point and reader.next == "." and reader.behind_next(1) == ["\\overline"]:
        reader.position += 1
        has_point = True
    if not (has_point and reader.next == "\\overline"):
        return decimal(token)
    opening, digits, closing = [*reader.behind_next(3), "", "", ""][:3]
    if opening != "{" or not digits.isdigit() or closing != "}":
        raise Unreadable("digits that repeat and are none")
    reader.position += 4
    places = len(token.partition(".")[2])
    period = sympy.Rational(int(digits), (10 ** len(digits) - 1) * 10**places)
    return decimal(token) + period


def named(reader: "Reader", name: str) -> Value:
    """A letter with its index; e and i are the numbers."""
    if reader.accept("_"):
        return Symbol(f"{name}_{index(reader)}")
    if name in ("e", "i"):
        return sympy.E if name == "e" else sympy.I
    if name in ("f", "g", "h") and reader.next == "(":
        arguments = reader.group("(")
        parts = arguments.parts if isinstance(arguments, Items) else (arguments,)
        return sympy.Function(name)(*map(expression, parts))
    return Symbol(name)


def index(reader: "Reader") -> str:
    if not reader.accept("{"):
        token = reader.take()
        if token.isdigit() and len(token) > 1 and "\\" not in token:
            return token
        if not re.fullmatch(r"\w+|\\[a-zA-Z]+|\\text\s*\{[^{}]*\}", token):
            raise Unreadable("an index that is no letter or number")
        return (text_of(token) if token.startswith("\\text") else token).strip("\\ ")
    parts: list[str] = []
    while not reader.accept("}"):
        token = reader.take()
        if not token or token in "{^":
            raise Unreadable("an index that is no letter or number")
        parts.append(text_of(token) if token.startswith("\\text") else token)
    return "".join(parts).strip("\\ ")


def text(reader: "Reader", content: str) -> Value:
    """A function, or a name of any length, in `\\text{}`."""
    name = content.strip()
    if name in FUNCTION_NAMES:
        return function(reader, name)
    if not re.fullmatch(r"[^\W\d_]+", name):
        raise Unreadable("words between signs")
    return named(reader, name)


def _absolute(reader: "Reader") -> Value:
    opening = reader.last
    reader.bars += 1
    value = term(reader.sum())
    reader.bars -= 1
    reader.expect({"|": "|", "\\lvert": "\\rvert", "\\vert": "\\vert"}[opening])
    return sympy.Abs(expression(value))


def _fraction(reader: "Reader") -> Value:
    return quotient(reader.argument(), reader.argument())


def _root(reader: "Reader") -> Value:
    degree: Value = Integer(2)
    if reader.next == "[":
        degree = reader.group("[")
    argument = expression(reader.argument())
    if degree is Integer(2) or degree == 2:
        return sympy.sqrt(argument)
    if argument.is_number and argument.is_negative and degree.is_Integer and degree % 2:
        return -sympy.root(-argument, degree)
    return sympy.root(argument, expression(degree))


def _choose(reader: "Reader") -> Value:
    return binomial(reader.argument(), reader.argument())


def _decorated(reader: "Reader") -> Value:
    command = reader.last
    value = reader.argument()
    if not isinstance(value, (Symbol, sympy.Mul)):
        raise Unreadable("a decoration of what is no name")
    return Symbol(f"{command}{{{value}}}")


def _number_set(reader: "Reader") -> Value:
    name = expression(reader.argument())
    suffix = ""
    if reader.next in ("^", "_"):
        suffix = reader.take() + (reader.take() if reader.next in ("+", "-", "*") else str(reader.argument()))
    return REALS if str(name) == "R" and not suffix else Symbol(f"\\mathbb{{{name}}}{suffix}")


def matrix(reader: "Reader", kind: str) -> Value:
    """A matrix behind its `\\begin{kind}`."""
    if kind == "{array}":
        reader.expect("{")
        while reader.accept("c", "l", "r", "|"):
            pass
        reader.expect("}")
        kind = "{matrix}"
    if kind.strip("{}").rstrip("*") not in ("matrix", "pmatrix", "bmatrix", "vmatrix", "smallmatrix"):
        raise Unreadable("an environment that is no matrix")
    rows: list[list[sympy.Expr]] = [[]]
    while not reader.next.startswith("\\end"):
        if not reader.next:
            raise Unreadable("a matrix that is not closed")
        rows[-1].append(expression(reader.sum()))
        if reader.accept("\\\\"):
            rows.append([])
        elif not reader.accept("&") and not reader.next.startswith("\\end"):
            raise Unreadable("a cell of a matrix that goes on")
    reader.take()
    value = sympy.ImmutableMatrix([row for row in rows if row])
    return value.det() if "vmatrix" in kind else value


def _total(reader: "Reader", operation: Callable) -> Value:
    """`\\sum_{k=1}^{n} a_k`: what follows up to the next + or - is summed."""
    reader.expect("_")
    reader.expect("{")
    name = reader.primary()
    reader.expect("=")
    low = expression(reader.sum())
    reader.expect("}")
    reader.expect("^")
    high = expression(reader.argument())
    body = expression(reader.product())
    counter = Symbol(f"counter{reader.depth}", integer=True)
    if isinstance(high - low, Integer) and high - low > 1_000:
        raise Unreadable("a sum of many terms")
    return operation(body.subs(name, counter), (counter, low, high)).doit()


def function(reader: "Reader", name: str) -> Value:
    """A function behind its name, with the power and the base that may stand there: `\\sin^2 x`, `\\log_2 8`."""
    exponent: Value | None = None
    base: Value | None = None
    while reader.next in ("^", "_"):
        if reader.take() == "^":
            exponent = reader.exponent()
        else:
            base = reader.argument()
    if name in ("max", "min", "gcd", "lcm", "binomial"):
        value = _of_several(name, reader.braces() if reader.next == "\\{" else reader.group("("))
    elif name == "sqrt":
        value = sympy.sqrt(expression(reader.argument()))
    else:
        value = _apply(name, _operand(reader), base, exponent)
    if exponent is None or (exponent == -1 and name in TRIGONOMETRY):
        return value
    return power(value, exponent)


def _operand(reader: "Reader") -> sympy.Expr:
    """What a function is applied to: a group, or the factors up to the next sign or function."""
    if reader.next in ("(", "{", "["):
        return expression(reader.primary())
    negative = reader.signs()
    value = expression(reader.factor())
    while reader.starts_factor() and reader.next.removeprefix("\\") not in {*FUNCTION_NAMES, "(", "["}:
        value = expression(reader.juxtaposed(value))
    return -value if negative else value


def _apply(name: str, value: sympy.Expr, base: Value | None, exponent: Value | None) -> Value:
    if name == "log" and base is not None:
        return sympy.log(value, expression(base))
    if base is not None:
        raise Unreadable(f"an index of {name}")
    if name == "lg":
        return sympy.log(value, 10)
    if name == "factorial":
        return factorial(value)
    if exponent == -1 and name in TRIGONOMETRY:
        name = f"a{name}"
    return python_text.FUNCTIONS[name](value)


def _of_several(name: str, value: Value) -> Value:
    parts = value.parts if isinstance(value, Items) else (value,)
    numbers = [expression(part) for part in parts]
    if name in ("max", "min"):
        return sympy.Max(*numbers) if name == "max" else sympy.Min(*numbers)
    if len(numbers) != 2:
        raise Unreadable(f"{name} of other than two numbers")
    return python_text.FUNCTIONS[name](*numbers)


# Each reads on behind its command.
PRIMARIES: dict[str, Callable[["Reader"], Value]] = {
    "\\frac": _fraction,
    "\\sqrt": _root,
    "\\binom": _choose,
    "\\sum": lambda reader: _total(reader, sympy.Sum),
    "\\prod": lambda reader: _total(reader, sympy.Product),
    "\\mathbb": _number_set,
    "\\pi": lambda reader: sympy.pi,
    "pi": lambda reader: sympy.pi,
    "\\infty": lambda reader: sympy.oo,
    "infty": lambda reader: sympy.oo,
    "oo": lambda reader: sympy.oo,
    "inf": lambda reader: sympy.oo,
    "\\emptyset": lambda reader: Items("{}", ()),
    "\\varnothing": lambda reader: Items("{}", ()),
    "\\lfloor": lambda reader: sympy.floor(expression(reader.inside("\\lfloor"))),
    "\\lceil": lambda reader: sympy.ceiling(expression(reader.inside("\\lceil"))),
    "|": _absolute,
    "\\lvert": _absolute,
    "\\vert": _absolute,
    **dict.fromkeys(DECORATIONS, _decorated),
}
