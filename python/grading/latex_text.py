"""Reads LaTeX, and mathematics as people type it, to the last character. The grammar, from the outside in:

list      item (`,` item)*                    bare, or in brackets of any kind
item      region (`\\cup` region)*
relation  sum (`=` | `<` | `\\in` | … sum)*    a chain means all of them
sum       product (`+` | `-` product)*
product   factor (`\\cdot` | `/` | nothing factor)*
factor    primary (`^` exponent | `!` | `%`)*
"""

import re

import sympy
from sympy import Integer, Symbol

from grading import latex_atoms as atoms
from grading.latex_tokens import FUNCTION_NAMES, GREEK, Tokens, text_of
from grading.regions import difference, region_of, union
from grading.values import (
    DOTS,
    Builder,
    Items,
    Logic,
    Relation,
    Unreadable,
    Value,
    expression,
    factorial,
    power,
    quotient,
    term,
)

MAX_DEPTH = 60
KNOWN = {*FUNCTION_NAMES, *GREEK}
SIGNS = {
    "=": "=",
    "==": "=",
    "<": "<",
    ">": ">",
    "<=": "<=",
    ">=": ">=",
    "!=": "!=",
    "\\le": "<=",
    "\\ge": ">=",
    "\\neq": "!=",
    "\\ne": "!=",
    "\\in": "in",
    "\\equiv": "mod",
    "\\approx": "=",
}
CLOSING = {"(": ")]", "[": ")]", "\\{": ("\\}",), "{": "}", "\\lfloor": ("\\rfloor",), "\\lceil": ("\\rceil",)}


def read_latex(text: str) -> Value:
    """The value of a text in LaTeX's notation; raises `Unreadable`. A sign of `±` makes it a list of two."""
    try:
        if re.search(r"\\[pm]{2}(?![a-zA-Z])", text):
            both = tuple(Reader(text, sign).whole() for sign in (1, -1))
            return Items("", both) if not isinstance(both[0], Items) else Items("", both[0].parts + both[1].parts)
        return Reader(text).whole()
    except Unreadable:
        raise
    except (Exception, RecursionError) as error:
        raise Unreadable(str(error)) from error


class Reader(Tokens):
    """Reads one text; `sign` is what its `±` stands for."""

    def __init__(self, text: str, sign: int = 1) -> None:
        super().__init__(text)
        self.sign = sign
        self.depth = 0
        self.bars = 0  # inside these `|` closes and does not multiply

    def whole(self) -> Value:
        parts, is_ratio = self.list()
        if self.next:
            raise Unreadable(f"{self.next} cannot stand where it does")
        if is_ratio:
            return Items(":", tuple(parts))
        return parts[0] if len(parts) == 1 else Items("", tuple(parts))

    def list(self) -> tuple[list[Value], bool]:
        """The items, and whether colons part them."""
        parts = [self.item()]
        if self.next == ":":
            while self.accept(":"):
                parts.append(self.item())
            return parts, True
        while self.accept(",", ";") or self.accept_conjunction():
            while self.accept_conjunction():
                pass
            parts.append(self.item())
        return parts, False

    def item(self) -> Value:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable("brackets nested too deeply")
        value = self.relation()
        while sign := self.accept("\\cup", "\\cap", "\\setminus", "\\backslash"):
            other = self.relation()
            if sign == "\\cup":
                value = self.union(value, other)
            elif sign == "\\cap":
                value = region_of(Logic("and", (region_of(value), region_of(other))))
            else:
                value = difference(region_of(value), region_of(other))
        self.depth -= 1
        return value

    def union(self, value: Value, other: Value) -> Value:
        if isinstance(value, Relation) and value.sign == "in":
            return Relation("in", value.left, self.union(value.right, other))
        if isinstance(value, Items) and isinstance(other, Items) and value.brackets == other.brackets == "{}":
            return Items("{}", tuple(dict.fromkeys(value.parts + other.parts)))
        return union([region_of(value), region_of(other)])

    def relation(self) -> Value:
        sides, signs = [self.sum()], []
        while self.next in SIGNS:
            signs.append(SIGNS[self.take()])
            sides.append(self.sum())
        modulus = self.modulus()
        if modulus is not None:
            left = sides[0] if signs else None
            if len(signs) > 1:
                raise Unreadable("a chain of congruences")
            return Relation("mod", left, sides[-1], modulus)
        if not signs:
            return sides[0]
        relations = [Relation(sign, a, b) for a, sign, b in zip(sides, signs, sides[1:], strict=False)]
        return relations[0] if len(relations) == 1 else Logic("and", tuple(relations))

    def modulus(self) -> Value | None:
        if self.accept("\\pmod"):
            return self.argument()
        if self.next == "(" and self.behind_next(1) in (["\\bmod"], ["\\mod"]):
            self.position += 2
            value = self.sum()
            self.expect(")")
            return value
        return None

    def sum(self) -> Value:
        if self.next in ("\\ldots", "\\dots", "\\cdots"):
            self.take()
            return DOTS
        negative = self.signs()
        value = self.product()
        if negative is not None:
            value = -term(value) if negative else term(value)
        while (negative := self.signs()) is not None:
            other = term(self.product())
            value = term(value) - other if negative else term(value) + other
        return value

    def signs(self) -> bool | None:
        """Whether the signs that stand here are negative; None where there is none."""
        negative = None
        while sign := self.accept("+", "-", "\\pm", "\\mp"):
            minus = sign == "-" or (sign == "\\pm" and self.sign < 0) or (sign == "\\mp" and self.sign > 0)
            negative = minus ^ bool(negative)
        return negative

    def product(self) -> Value:
        value = self.factor()
        while True:
            if self.accept("\\cdot", "\\times", "*", "\u00b7", "\\ast"):
                negative = self.signs()
                other = term(self.factor())
                value = term(value) * (-other if negative else other)
            elif self.accept("/", "\\div", "\u00f7"):
                negative = self.signs()
                other = expression(self.factor())
                value = quotient(value, -other if negative else other)
            elif self.accept("\\bmod", "\\mod"):
                value = sympy.Mod(expression(value), expression(self.factor()))
            elif self.starts_factor():
                value = self.juxtaposed(value)
            else:
                return value

    def starts_factor(self) -> bool:
        token = self.next
        if not token or token in SIGNS or (token in ("|", "\\|", "\\mid") and self.bars):
            return False
        if token == "(" and self.behind_next(1) in (["\\bmod"], ["\\mod"]):
            return False
        if token[0].isalnum() or token in ("(", "[", "{", "|", "\\{", "\\%") or token[0] == ".":
            return not self.is_at_conjunction()
        if token[0] != "\\" or self.is_at_conjunction():
            return False
        return token[1:] in KNOWN or token in atoms.PRIMARIES or token.startswith(("\\text", "\\begin"))

    def juxtaposed(self, value: Value) -> Value:
        """A product without a sign; of a whole number and a fraction the mixed number."""
        before = self.last
        token = self.next
        if before[0].isdigit() and token[0].isdigit() and self.tokens[self.position - 2] not in ("^", "**"):
            return self.mixed(value)
        start = self.position
        other = self.factor()
        is_fraction = token == "\\frac" and isinstance(other, sympy.Rational) and 0 < other < 1
        if is_fraction and before.isdigit() and isinstance(value, Integer) and self.is_plain_fraction(start):
            return value + other
        return term(value) * term(other)

    def is_plain_fraction(self, start: int) -> bool:
        return all(token.isdigit() or token in "{}" for token in self.tokens[start + 1 : self.position])

    def mixed(self, value: Value) -> Value:
        """`1 1/2`."""
        a, slash, b = [*self.tokens[self.position : self.position + 3], "", ""][:3]
        if not (isinstance(value, Integer) and a.isdigit() and slash == "/" and b.isdigit() and int(b)):
            raise Unreadable("two numbers side by side")
        self.position += 3
        return value + sympy.Rational(int(a), int(b))

    def factor(self) -> Value:
        value = self.primary()
        while True:
            if self.accept("^", "**"):
                value = self.raised(value)
            elif self.next == "!":
                self.take()
                value = factorial(value, double=bool(self.accept("!")))
            elif self.accept("%", "\\%"):
                value = expression(value) / 100
            elif self.accept("\\degree", "\u00b0"):
                value = expression(value) * sympy.pi / 180
            elif self.accept("'"):
                value = Symbol(f"{expression(value)}'")
            else:
                return value

    def raised(self, base: Value) -> Value:
        if self.accept("\\circ"):
            return expression(base) * sympy.pi / 180
        if self.next == "{" and self.behind_next(2) == ["\\circ", "}"]:
            self.position += 3
            return expression(base) * sympy.pi / 180
        exponent = self.exponent()
        if isinstance(base, Symbol) and "_" not in base.name and self.accept("_"):  # the index may follow
            base = Symbol(f"{base}_{atoms.index(self)}")
        return power(base, exponent)

    def exponent(self) -> Value:
        negative = self.signs()
        value = expression(self.primary())
        if self.accept("^", "**"):
            value = power(value, self.exponent())
        return -value if negative else value

    def argument(self) -> Value:
        """What a command takes: a group in braces, or one token, of a number its first digit."""
        token = self.next
        if token == "{":
            return self.group("{")
        if token.isdigit() and len(token) > 1:
            self.tokens[self.position] = token[1:]
            return Integer(token[0])
        return self.primary()

    def group(self, opening: str) -> Value:
        self.expect(opening)
        return self.inside(opening)

    def inside(self, opening: str) -> Value:
        """What stands behind an opening bracket, up to the one that closes it."""
        bars, self.bars = self.bars, 0
        parts, is_ratio = self.list()
        self.bars = bars
        closing = self.expect(*CLOSING[opening])
        if is_ratio:
            raise Unreadable("a ratio in brackets")
        if len(parts) == 1:
            if opening in ("(", "[") and closing != {"(": ")", "[": "]"}[opening]:
                raise Unreadable("brackets that do not fit")
            return parts[0]
        return Items("" if opening == "{" else opening + closing, tuple(parts))

    def braces(self) -> Value:
        self.expect("\\{")
        if self.accept("\\}"):
            return Items("{}", ())
        bars, self.bars = self.bars, 1
        parts, is_ratio = self.list()
        if is_ratio and len(parts) == 2:
            self.expect("\\}")
            return Builder(*parts)
        if is_ratio:
            raise Unreadable("a ratio in braces")
        if self.accept("|", "\\mid"):
            conditions, _ = self.list()
            self.expect("\\}")
            element = parts[0] if len(parts) == 1 else Items("", tuple(parts))
            return Builder(element, conditions[0] if len(conditions) == 1 else Items("", tuple(conditions)))
        self.bars = bars
        self.expect("\\}")
        return Items("{}", tuple(parts))

    def primary(self) -> Value:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable("brackets nested too deeply")
        value = self.symbol_or_group()
        self.depth -= 1
        return value

    def symbol_or_group(self) -> Value:
        token = self.next
        if token == "\\{":
            return self.braces()
        if token in ("(", "[", "{"):
            value = self.group(token)
            is_name = token == "{" and self.next == "_" and isinstance(value, Symbol)
            return atoms.named(self, str(value)) if is_name else value
        self.take()
        if token in atoms.PRIMARIES:
            return atoms.PRIMARIES[token](self)
        if token.startswith("\\begin"):
            return atoms.matrix(self, token.removeprefix("\\begin").strip())
        if token.startswith("\\text"):
            return atoms.text(self, text_of(token))
        if token[:1].isdigit() or (token[:1] == "." and len(token) > 1):
            if self.next == "_" and self.tokens[self.position - 2 : self.position - 1] not in (["^"], ["**"]):
                raise Unreadable("a numeral of another base")
            return atoms.number(self, token)
        name = token.removeprefix("\\")
        if name in FUNCTION_NAMES:
            return atoms.function(self, name)
        if token[:1].isalpha() or name in GREEK:
            return atoms.named(self, name)
        raise Unreadable(f"{token or 'the end'} stands where a number or a letter should")
