"""From the expression text of a question to exact Python text for SymPy.

Questions write `3/4` and `0.3`; Python would compute both in floating point. `exact` changes as little as it can: an
integer before a slash becomes `S(3)/4`, a decimal becomes `Rational('0.3')`, everything else is copied. Names stand
for SymPy objects (that is what every definition binds), so they need no change.

Covered: numbers, one-letter names, calls, `+ - * / **` and parentheses. Not covered: implicit products (`2x`), `^`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field

KNOWN_CALLS = frozenset({"sqrt", "abs"})
ALLOWED_REGEXP = re.compile(r"[-+*/() .,0-9a-z]*")


@dataclass
class Names:
    """What the definitions so far have bound, by letter."""

    values: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    """Letters bound to the list of all roots of an equation."""

    def unknowns(self, *expressions: str) -> list[str]:
        """Returns the letters that no definition has bound, in the order in which the expressions name them."""
        bound = self.values | self.lists
        found = dict.fromkeys(letter for text in expressions for letter in letters(text))
        return [letter for letter in found if letter not in bound]

    def declare(self, *expressions: str) -> str:
        """Returns the line (with its line end) that makes symbols of the unknowns, or "" where there are none."""
        unknowns = self.unknowns(*expressions)
        return declaration(unknowns) + "\n" if unknowns else ""

    def value(self, text: str) -> str | None:
        """Returns the exact code of an expression in which everything is known, or None."""
        return exact(text) if is_expression(text) and not self.unknowns(text) and self.defines(text) else None

    def operand(self, text: str) -> str | None:
        """Returns the same as `value`, ready to stand beside an operator such as % or //."""
        return exact_operand(text) if self.value(text) is not None else None

    def defines(self, *expressions: str) -> bool:
        """Says whether every function that the expressions call has been defined."""
        return all(call in self.functions or call in KNOWN_CALLS for text in expressions for call in calls(text))


Builder = Callable[[re.Match[str], Names], "str | None"]
"""Writes the last step's code from the match of a rule's pattern; None where it cannot."""

Rule = tuple[re.Pattern[str], Builder]
"""A pattern for the whole final sentence (without its last mark), and what writes the last step's code from it."""


def parse(text: str) -> ast.expr | None:
    """Returns the syntax tree of an expression of numbers, letters and calls, or None where the text is not one."""
    text = text.strip()
    if not text or not ALLOWED_REGEXP.fullmatch(text):
        return None
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            if len(node.id) != 1 and node.id not in KNOWN_CALLS:
                return None
        elif isinstance(node, ast.Call):
            if not isinstance(node.func, ast.Name) or node.keywords:
                return None
        elif isinstance(node, ast.Constant):
            if type(node.value) not in (int, float):
                return None
        elif not isinstance(node, (ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.expr_context)):
            return None
    return tree


def is_expression(text: str) -> bool:
    """Says whether the text is one expression that `exact` can write."""
    return parse(text) is not None


def letters(text: str) -> list[str]:
    """Returns the one-letter names of an expression that are not called, in order of first appearance."""
    found = re.findall(r"(?<![a-z])([a-z])(?![a-z(])", text)
    return list(dict.fromkeys(found))


def calls(text: str) -> list[str]:
    """Returns the names that an expression calls, in order of first appearance."""
    return list(dict.fromkeys(re.findall(r"([a-z]+)\(", text)))


def declaration(names: list[str]) -> str:
    """Returns the line that makes symbols of one or more letters."""
    return f"{', '.join(names)} = symbols('{' '.join(names)}')"


def exact(text: str) -> str | None:
    """Returns the expression as exact Python text, or None where the text is not an expression."""
    text = text.strip()
    tree = parse(text)
    if tree is None:
        return None
    edits: dict[int, tuple[int, str]] = {}
    _mark_exact(tree, text, edits)
    for start in sorted(edits, reverse=True):
        end, replacement = edits[start]
        text = text[:start] + replacement + text[end:]
    return text


def exact_operand(text: str) -> str | None:
    """Returns `exact(text)` ready to stand beside an operator such as % or //."""
    code = exact(text)
    if code is None:
        return None
    return code if isinstance(parse(text), (ast.Name, ast.Constant, ast.Call)) else f"({code})"


def split_list(text: str) -> list[str]:
    """Splits a list `1, f(2), -3/4` at its commas, outside parentheses."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    return [*parts, text[start:].strip()]


def _mark_exact(node: ast.AST, text: str, edits: dict[int, tuple[int, str]]) -> bool:
    """Marks what must change below a node; returns whether the node's value is a SymPy object afterwards."""
    if isinstance(node, ast.Name):
        return True
    if isinstance(node, ast.Constant):
        if isinstance(node.value, float):
            source = text[node.col_offset : node.end_col_offset]
            edits[node.col_offset] = (node.end_col_offset or 0, f"Rational('{source}')")
            return True
        return False
    if isinstance(node, ast.Call):
        for argument in node.args:
            _mark_exact(argument, text, edits)
        return True
    if isinstance(node, ast.UnaryOp):
        return _mark_exact(node.operand, text, edits)
    assert isinstance(node, ast.BinOp)
    left = _mark_exact(node.left, text, edits)
    right = _mark_exact(node.right, text, edits)
    divides = isinstance(node.op, ast.Div)
    # `2/q` is exact without S, as q is a SymPy object; but "S before every slash" is the simpler rule to learn.
    if (divides and not left) or (isinstance(node.op, ast.Pow) and not left and not right and _is_inexact(node.right)):
        _wrap(_last_integer(node.left), edits)
        return True
    return left or right


def _is_inexact(exponent: ast.AST) -> bool:
    """Says whether a plain integer to this power could be a Python float."""
    return not isinstance(exponent, ast.Constant)


def _last_integer(node: ast.AST) -> ast.Constant:
    """Returns the integer that stands last in a numeric expression: the one right before the division sign."""
    if isinstance(node, ast.Constant):
        return node
    if isinstance(node, ast.UnaryOp):
        return _last_integer(node.operand)
    assert isinstance(node, ast.BinOp)
    return _last_integer(node.right)


def _wrap(constant: ast.Constant, edits: dict[int, tuple[int, str]]) -> None:
    edits[constant.col_offset] = (constant.end_col_offset or 0, f"S({constant.value!r})")
