"""Writes a term in Python's notation as LaTeX, in the order and with the digits in which it stands there."""

import ast

import sympy

from grading.python_text import CONSTANTS, read_python
from grading.values import Region, Unreadable, term

SUM, PRODUCT, POWER, ATOM = range(4)
FRACTIONS = ("Fraction", "Rational")


def latex_of(node: ast.expr, text: str) -> str:
    """The LaTeX of a term that is a part of `text`; raises `Unreadable`."""
    return _write(node, text)[0]


def _write(node: ast.expr, text: str) -> tuple[str, int]:
    """The LaTeX of a term, and how tightly its parts hold together."""

    def write(child: ast.expr, needed: int = SUM) -> str:
        latex, tightness = _write(child, text)
        return latex if tightness >= needed else f"\\left({latex}\\right)"

    def quotient(left: ast.expr, right: ast.expr) -> tuple[str, int]:
        if isinstance(left, ast.UnaryOp) and isinstance(left.op, ast.USub):
            return f"- {quotient(left.operand, right)[0]}", SUM
        return f"\\frac{{{write(left)}}}{{{write(right)}}}", PRODUCT

    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _number(source_of(node, text))
        case ast.Name(id=name):
            return sympy.latex(CONSTANTS.get(name, sympy.Symbol(name))), ATOM
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as number):
            return f"-{write(number)}", SUM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"- {write(operand, PRODUCT)}", SUM
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return f"{write(left)} + {write(right, PRODUCT)}", SUM
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return f"{write(left)} - {write(right, PRODUCT)}", SUM
        case ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=left), op=ast.Mult(), right=right):
            return f"- {_product(write(left, PRODUCT), write(right, PRODUCT))}", SUM
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _product(write(left, PRODUCT), write(right, PRODUCT)), PRODUCT
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return quotient(left, right)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"{write(left, ATOM)}^{{{write(right)}}}", POWER
        case ast.Call(func=ast.Name(id=name), args=[left, right]) if name in FRACTIONS:
            return quotient(left, right)
        case ast.Call(func=ast.Name(id="sqrt"), args=[radicand]):
            return f"\\sqrt{{{write(radicand)}}}", ATOM
    read = read_python(source_of(node, text))
    if isinstance(read, Region):
        return " \\cup ".join(sympy.latex(span) for span in intervals(read)), SUM
    value = term(read)
    return sympy.latex(value), POWER if isinstance(value, sympy.Function) else SUM


def intervals(region: Region) -> list[sympy.Set]:
    """The spans of a region as SymPy's sets."""
    return [sympy.Interval(span.left, span.right, span.left_open, span.right_open) for span in region.spans]


def source_of(node: ast.expr, text: str) -> str:
    """The part of the text that a node was read from."""
    source = ast.get_source_segment(text, node)
    if source is None:
        raise Unreadable("a part without a place")
    return source


def _number(digits: str) -> tuple[str, int]:
    mantissa, _, exponent = digits.lower().partition("e")
    return (f"{mantissa} \\cdot 10^{{{int(exponent)}}}", PRODUCT) if exponent else (digits, ATOM)


def _product(left: str, right: str) -> str:
    is_number = right[0].isdigit() or (left[-1].isdigit() and right.startswith("\\frac"))
    return f"{left} \\cdot {right}" if is_number else f"{left} {right}"
