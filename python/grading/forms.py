"""An answer as text for people, in LaTeX and in Python's notation, each in the order in which it was written."""

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

import sympy
from sympy import Expr, MatrixBase

from grading.latex_text import read_latex
from grading.latex_writer import FRACTIONS, intervals, latex_of, source_of
from grading.python_text import CONSTANTS, FUNCTIONS, RELATIONS, SIGNS, SPANS, read_python
from grading.regions import TURNED
from grading.values import Items, Logic, Region, Relation, Unreadable, Value

NAME = re.compile(r"[A-Za-z](_?\d+)?|alpha|beta|gamma|delta|epsilon|theta|lamda|mu|rho|sigma|tau|phi|omega")
SHOWN = {"=", "!=", "<", "<=", ">", ">="}
LATEX_SIGNS = {"!=": "\\neq", "<=": "\\leq", ">=": "\\geq"}
UNITS = re.compile(r"\\circ|\\degree|%")
KNOWN = {*CONSTANTS, *FUNCTIONS, *SPANS, "set"}


def forms(text: str) -> dict[str, str]:
    """The plain form, LaTeX and Python of a text in LaTeX or in Python's notation; raises what is no mathematics."""
    if "\\" not in text:
        return {"plain": _written(text, plain_of), "latex": _written(text, latex_of), "python": text}
    value = read_latex(text)
    python = python_of(value)
    names = list(_names(value))
    if not all(map(NAME.fullmatch, names)):
        raise Unreadable("words")
    is_plain = not names and not isinstance(value, Region) and not UNITS.search(text)
    return {"plain": _written(python, plain_of) if is_plain else text, "latex": text, "python": python}


def python_of(value: Value) -> str:
    """A value in SymPy's notation; raises `Unreadable` where it has none."""
    match value:
        case bool() | Expr() | MatrixBase():
            return str(value)
        case Region():
            return str(sympy.Union(*intervals(value), evaluate=False) if len(value.spans) > 1 else intervals(value)[0])
        case Items(brackets="" | "()" | "[]" | "{}" as brackets, parts=parts) if parts:
            comma = "," if len(parts) == 1 and brackets in ("", "()") else ""
            return f"{brackets[:1]}{', '.join(map(python_of, parts))}{comma}{brackets[1:]}"
        case Relation(sign="=", left=left, right=right):
            return f"Eq({python_of(left)}, {python_of(right)})"
        case Relation(sign=sign, left=left, right=right) if sign in SHOWN:
            return f"{python_of(left)} {sign} {python_of(right)}"
    raise Unreadable(f"{type(value).__name__} has no form")


def plain_of(node: ast.expr, text: str) -> str:
    """A term for people."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FRACTIONS:
        return _plain("/".join(source_of(each, text) for each in node.args))
    return _plain(source_of(node, text))


def _plain(source: str) -> str:
    return re.sub(r"\bI\b", "i", source.replace("**", "^"))


def _names(value: Any) -> Iterator[str]:
    match value:
        case Items(parts=parts) | Logic(parts=parts):
            for part in parts:
                yield from _names(part)
        case Relation(left=left, right=right):
            yield from _names(left)
            yield from _names(right)
        case Region(spans=spans):
            for span in spans:
                yield from _names(span.left)
                yield from _names(span.right)
        case Expr() | MatrixBase():
            yield from map(str, value.free_symbols)
            if isinstance(value, Expr):
                yield from (str(call.func) for call in value.atoms(sympy.core.function.AppliedUndef))


def _written(text: str, leaf: Callable[[ast.expr, str], str]) -> str:
    text = text.strip()
    body = ast.parse(text, mode="eval").body
    names = [node.id for node in ast.walk(body) if isinstance(node, ast.Name) and node.id not in KNOWN]
    if not all(map(NAME.fullmatch, names)):
        raise Unreadable("words")
    is_bare = isinstance(body, ast.Tuple) and not source_of(body, text).startswith("(")
    return Form(text, leaf).of(body, is_bare)


class Form:
    """Writes the structure of one text; `leaf` writes its terms."""

    def __init__(self, text: str, leaf: Callable[[ast.expr, str], str]) -> None:
        self.text = text
        self.leaf = leaf
        self.is_latex = leaf is latex_of

    def of(self, node: ast.expr, is_bare: bool = False) -> str:
        match node:
            case ast.List(elts=elements):
                return self._all(elements) or self._nothing()
            case ast.Tuple(elts=elements):
                return self._all(elements) if is_bare else self._within("()", elements)
            case ast.Set(elts=elements) | ast.Call(func=ast.Name(id="FiniteSet"), args=elements):
                return self._within("{}", elements)
            case ast.Dict(keys=keys, values=values) if all(keys):
                pairs = zip(keys, values, strict=True)
                return ", ".join(f"{self.of(key)} = {self.of(value)}" for key, value in pairs if key)
            case ast.Name(id="EmptySet") | ast.Call(func=ast.Name(id="set"), args=[]):
                return self._nothing()
            case ast.Call(func=ast.Name(id=name), args=[left, right]) if RELATIONS.get(name) in SHOWN:
                return self._relation(left, RELATIONS[name], right)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if SIGNS.get(type(op)) in SHOWN:
                return self._relation(left, SIGNS[type(op)], right)
            case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr() as op, right=right):
                word = "and" if isinstance(op, ast.BitAnd) else "or"
                parts = [part for part in (self.of(left), self.of(right)) if part]
                return (f" \\text{{ {word} }} " if self.is_latex else f" {word} ").join(parts)
        value = read_python(source_of(node, self.text))
        if isinstance(value, bool):
            return f"\\text{{{value}}}" if self.is_latex else str(value)
        if not isinstance(value, (Expr, MatrixBase, Region)):
            raise Unreadable("no term")
        return self.leaf(node, self.text)

    def _nothing(self) -> str:
        return "\\varnothing" if self.is_latex else "none"

    def _all(self, nodes: list[ast.expr]) -> str:
        return ", ".join(map(self.of, nodes))

    def _within(self, brackets: str, nodes: list[ast.expr]) -> str:
        opening, closing = brackets[0], brackets[1]
        if self.is_latex:
            escape = "\\" if brackets == "{}" else ""
            return f"\\left{escape}{opening}{self._all(nodes)}\\right{escape}{closing}"
        return f"{opening}{self._all(nodes)}{closing}"

    def _relation(self, left: ast.expr, sign: str, right: ast.expr) -> str:
        if any(source_of(side, self.text) in ("oo", "-oo") for side in (left, right)):
            return ""  # SymPy's bounds at infinity say nothing
        if isinstance(left, ast.Constant) and isinstance(right, ast.Name):
            left, sign, right = right, TURNED[sign], left
        shown = LATEX_SIGNS.get(sign, sign) if self.is_latex else sign
        return f"{self.of(left)} {shown} {self.of(right)}"
