"""Reads LaTeX, and mathematics as people type it, to the last character. The grammar, from the outside in:

list      item (`,` item)*                    bare, or in brackets of any kind
item      region (`\\cup` region)*
relation  sum (`=` | `<` | `\\in` | … sum)*    a chain means all of them
sum       product (`+` | `-` product)*
product   factor (`\\cdot` | `/` | nothing factor)*
factor    primary (`^` exponent | `!` | `%`)*
"""

import re
from collections.abc import Callable

import sympy
from sympy import Integer, Symbol

from grading import python_text
from grading.regions import difference, region_of, union
from grading.values import (
    DOTS,
    REALS,
    Builder,
    Items,
    Logic,
    Relation,
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

MAX_DEPTH = 60
TOKEN = re.compile(
    r"\\(?:begin|end)\s*\{[a-z]+\*?\}|\\text\s*\{[^{}]*\}|\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\.\d+|\*\*|<=|>=|!=|==|[a-zA-Z]+|\s+|.",
    re.DOTALL,
)
GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho sigma tau upsilon phi "
    "varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell hbar"
).split()
TRIGONOMETRY = "sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan arccot".split()
FUNCTIONS = [*TRIGONOMETRY, "asin", "acos", "atan", "exp", "ln", "log", "lg", "max", "min", "gcd", "lcm"]
TYPED = {
    *FUNCTIONS,
    "sqrt",
    "pi",
    "oo",
    "inf",
    "infty",
    "abs",
    "Abs",
    "floor",
    "ceiling",
    "factorial",
    "binomial",
    *GREEK[:24],
}
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
DECORATIONS = ("\\overline", "\\bar", "\\vec", "\\hat", "\\tilde", "\\mathcal", "\\mathbf", "\\boldsymbol", "\\widehat")


def read_latex(text: str) -> Value:
    """The value of a text in LaTeX's notation; raises `Unreadable`. A sign of `±` makes it a list of two."""
    try:
        if re.search(r"\\[pm]{2}(?![a-zA-Z])", text):
            both = tuple(_Reader(text, sign).whole() for sign in (1, -1))
            return Items("", both) if not isinstance(both[0], Items) else Items("", both[0].parts + both[1].parts)
        return _Reader(text).whole()
    except Unreadable:
        raise
    except (Exception, RecursionError) as error:
        raise Unreadable(str(error)) from error


class _Reader:
    def __init__(self, text: str, sign: int = 1) -> None:
        self.sign = sign
        self.position = 0
        self.depth = 0
        self.bars = 0  # inside these `|` closes and does not multiply
        self.tokens: list[str] = []
        self.spaced: list[bool] = []  # whether white space stands before the token
        is_spaced = False
        for token in _split(text):
            if token.isspace():
                is_spaced = True
                continue
            self.tokens.append(token)
            self.spaced.append(is_spaced)
            is_spaced = False

    # Tokens.

    @property
    def next(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        token = self.next
        self.position += 1
        return token

    def accept(self, *tokens: str) -> str | None:
        return self.take() if self.next in tokens and self.next else None

    def expect(self, *tokens: str) -> str:
        token = self.accept(*tokens)
        if token is None:
            raise Unreadable(f"{self.next or 'the end'} stands where {' or '.join(tokens)} should")
        return token

    # From the outside in.

    def whole(self) -> Value:
        parts, is_ratio = self.list()
        if self.next:
            raise Unreadable(f"{self.next} cannot stand where it does")
        if is_ratio:
            return Items(":", tuple(parts))
        return parts[0] if len(parts) == 1 else Items("", tuple(parts))

    def list(self) -> tuple[list[Value], bool]:
        parts = [self.item()]
        if self.next == ":":
            while self.accept(":"):
                parts.append(self.item())
            return parts, True
        while self.accept(",", ";") or self.word("and", "or"):
            while self.word("and", "or"):
                pass
            parts.append(self.item())
        return parts, False

    def word(self, *words: str) -> bool:
        content = _text_of(self.next) if self.next.startswith("\\text") else self.next
        if content.strip(" ,") not in words:
            return False
        self.position += 1
        return True

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
        if self.next == "(" and self.tokens[self.position + 1 : self.position + 2] in (["\\bmod"], ["\\mod"]):
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
        if token == "(" and self.tokens[self.position + 1 : self.position + 2] in (["\\bmod"], ["\\mod"]):
            return False
        if token[0].isalnum() or token in ("(", "[", "{", "|", "\\{", "\\%") or token[0] == ".":
            return not self.word_ahead()
        if token[0] != "\\" or self.word_ahead():
            return False
        return token[1:] in KNOWN or token in PRIMARIES or token.startswith(("\\text", "\\begin"))

    def word_ahead(self) -> bool:
        return _text_of(self.next).strip(" ,") in ("and", "or")

    def juxtaposed(self, value: Value) -> Value:
        """A product without a sign; of a whole number and a fraction the mixed number."""
        before = self.tokens[self.position - 1]
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
        if self.next == "{" and self.tokens[self.position + 1 : self.position + 3] == ["\\circ", "}"]:
            self.position += 3
            return expression(base) * sympy.pi / 180
        exponent = self.exponent()
        if isinstance(base, Symbol) and "_" not in base.name and self.accept("_"):  # the index may follow
            base = Symbol(f"{base}_{self.index()}")
        return power(base, exponent)

    def exponent(self) -> Value:
        negative = self.signs()
        value = expression(self.primary())
        if self.accept("^", "**"):
            value = power(value, self.exponent())
        return -value if negative else value

    # What stands by itself.

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

    def set(self) -> Value:
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
            return self.set()
        if token in ("(", "[", "{"):
            value = self.group(token)
            return self.named(str(value)) if token == "{" and self.next == "_" and isinstance(value, Symbol) else value
        if token in ("|", "\\lvert", "\\vert"):
            return self.absolute()
        if token in ("\\lfloor", "\\lceil"):
            value = expression(self.group(token))
            return sympy.floor(value) if token == "\\lfloor" else sympy.ceiling(value)
        if token in PRIMARIES:
            self.take()
            return PRIMARIES[token](self)
        if token.startswith("\\begin"):
            return self.matrix()
        if token.startswith("\\text"):
            self.take()
            return self.text(_text_of(token))
        self.take()
        if token[:1].isdigit() or (token[:1] == "." and len(token) > 1):
            if self.next == "_" and self.tokens[self.position - 2 : self.position - 1] not in (["^"], ["**"]):
                raise Unreadable("a numeral of another base")
            return self.number(token)
        name = token.removeprefix("\\")
        if name in FUNCTION_NAMES:
            return self.function(name)
        if token[:1].isalpha() or name in GREEK:
            return self.named(name)
        raise Unreadable(f"{token or 'the end'} stands where a number or a letter should")

    def number(self, token: str) -> Value:
        """A decimal, perhaps with digits that repeat for ever: `0.1\\overline{6}`."""
        has_point = "." in token
        if not has_point and self.next == "." and self.tokens[self.position + 1 : self.position + 2] == ["\\overline"]:
            self.position += 1
            has_point = True
        if not (has_point and self.next == "\\overline"):
            return decimal(token)
        opening, digits, closing = [*self.tokens[self.position + 1 : self.position + 4], "", "", ""][:3]
        if opening != "{" or not digits.isdigit() or closing != "}":
            raise Unreadable("digits that repeat and are none")
        self.position += 4
        places = len(token.partition(".")[2])
        period = sympy.Rational(int(digits), (10 ** len(digits) - 1) * 10**places)
        return decimal(token) + period

    def named(self, name: str) -> Value:
        """A letter with its index; e and i are the numbers."""
        if self.accept("_"):
            return Symbol(f"{name}_{self.index()}")
        if name in ("e", "i"):
            return sympy.E if name == "e" else sympy.I
        if name in ("f", "g", "h") and self.next == "(":
            arguments = self.group("(")
            parts = arguments.parts if isinstance(arguments, Items) else (arguments,)
            return sympy.Function(name)(*map(expression, parts))
        return Symbol(name)

    def index(self) -> str:
        if not self.accept("{"):
            token = self.take()
            if token.isdigit() and len(token) > 1 and "\\" not in token:
                return token
            if not re.fullmatch(r"\w+|\\[a-zA-Z]+|\\text\s*\{[^{}]*\}", token):
                raise Unreadable("an index that is no letter or number")
            return (_text_of(token) if token.startswith("\\text") else token).strip("\\ ")
        parts: list[str] = []
        while not self.accept("}"):
            token = self.take()
            if not token or token in "{^":
                raise Unreadable("an index that is no letter or number")
            parts.append(_text_of(token) if token.startswith("\\text") else token)
        return "".join(parts).strip("\\ ")

    def text(self, content: str) -> Value:
        name = content.strip()
        if name in FUNCTION_NAMES:
            return self.function(name)
        if not re.fullmatch(r"[^\W\d_]+", name):
            raise Unreadable("words between signs")
        return self.named(name)

    def absolute(self) -> Value:
        opening = self.take()
        self.bars += 1
        value = term(self.sum())
        self.bars -= 1
        self.expect({"|": "|", "\\lvert": "\\rvert", "\\vert": "\\vert"}[opening])
        return sympy.Abs(expression(value))

    def fraction(self) -> Value:
        return quotient(self.argument(), self.argument())

    def root(self) -> Value:
        degree: Value = Integer(2)
        if self.next == "[":
            degree = self.group("[")
        argument = expression(self.argument())
        if degree is Integer(2) or degree == 2:
            return sympy.sqrt(argument)
        if argument.is_number and argument.is_negative and degree.is_Integer and degree % 2:
            return -sympy.root(-argument, degree)
        return sympy.root(argument, expression(degree))

    def choose(self) -> Value:
        return binomial(self.argument(), self.argument())

    def decorated(self) -> Value:
        command = self.tokens[self.position - 1]
        value = self.argument()
        if not isinstance(value, (Symbol, sympy.Mul)):
            raise Unreadable("a decoration of what is no name")
        return Symbol(f"{command}{{{value}}}")

    def number_set(self) -> Value:
        name = expression(self.argument())
        suffix = ""
        if self.next in ("^", "_"):
            suffix = self.take() + (self.take() if self.next in ("+", "-", "*") else str(self.argument()))
        return REALS if str(name) == "R" and not suffix else Symbol(f"\\mathbb{{{name}}}{suffix}")

    def matrix(self) -> Value:
        kind = self.take().removeprefix("\\begin").strip()
        if kind == "{array}":
            self.expect("{")
            while self.accept("c", "l", "r", "|"):
                pass
            self.expect("}")
            kind = "{matrix}"
        if kind.strip("{}").rstrip("*") not in ("matrix", "pmatrix", "bmatrix", "vmatrix", "smallmatrix"):
            raise Unreadable("an environment that is no matrix")
        rows: list[list[sympy.Expr]] = [[]]
        while not self.next.startswith("\\end"):
            if not self.next:
                raise Unreadable("a matrix that is not closed")
            rows[-1].append(expression(self.sum()))
            if self.accept("\\\\"):
                rows.append([])
            elif not self.accept("&") and not self.next.startswith("\\end"):
                raise Unreadable("a cell of a matrix that goes on")
        self.take()
        matrix = sympy.ImmutableMatrix([row for row in rows if row])
        return matrix.det() if "vmatrix" in kind else matrix

    def total(self, function: Callable) -> Value:
        """`\\sum_{k=1}^{n} a_k`: what follows up to the next + or - is summed."""
        self.expect("_")
        self.expect("{")
        name = self.primary()
        self.expect("=")
        low = expression(self.sum())
        self.expect("}")
        self.expect("^")
        high = expression(self.argument())
        body = expression(self.product())
        counter = Symbol(f"counter{self.depth}", integer=True)
        if isinstance(high - low, Integer) and high - low > 1_000:
            raise Unreadable("a sum of many terms")
        return function(body.subs(name, counter), (counter, low, high)).doit()

    # Functions.

    def function(self, name: str) -> Value:
        exponent: Value | None = None
        base: Value | None = None
        while self.next in ("^", "_"):
            if self.take() == "^":
                exponent = self.exponent()
            else:
                base = self.argument()
        if name in ("max", "min", "gcd", "lcm", "binomial"):
            value = _of_several(name, self.set() if self.next == "\\{" else self.group("("))
        elif name == "sqrt":
            value = sympy.sqrt(expression(self.argument()))
        else:
            value = _apply(name, self.operand(), base, exponent)
        if exponent is None or (exponent == -1 and name in TRIGONOMETRY):
            return value
        return power(value, exponent)

    def operand(self) -> sympy.Expr:
        """What a function is applied to: a group, or the factors up to the next sign or function."""
        if self.next in ("(", "{", "["):
            return expression(self.primary())
        negative = self.signs()
        value = expression(self.factor())
        while (
            self.starts_factor() and self.next.removeprefix("\\") not in FUNCTION_NAMES and self.next not in ("(", "[")
        ):
            value = expression(self.juxtaposed(value))
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


def _text_of(token: str) -> str:
    return token[token.index("{") + 1 : -1] if "{" in token else token


def _split(text: str) -> list[str]:
    """Tokens; letters in a row are one where they are a name that people type, else each one is a factor."""
    tokens: list[str] = []
    for token in TOKEN.findall(text):
        if not token[0].isalpha() or token in TYPED or token in ("and", "or"):
            tokens.append(token)
        elif len(token) <= 3:
            tokens.extend(token)
        else:
            raise Unreadable(f"the word {token}")
    return tokens


FUNCTION_NAMES = {*FUNCTIONS, "sqrt", "abs", "Abs", "floor", "ceiling", "factorial", "binomial"}
KNOWN = {*FUNCTION_NAMES, *GREEK}
PRIMARIES: dict[str, Callable[[_Reader], Value]] = {
    "\\frac": _Reader.fraction,
    "\\sqrt": _Reader.root,
    "\\binom": _Reader.choose,
    "\\sum": lambda reader: reader.total(sympy.Sum),
    "\\prod": lambda reader: reader.total(sympy.Product),
    "\\mathbb": _Reader.number_set,
    "\\pi": lambda reader: sympy.pi,
    "pi": lambda reader: sympy.pi,
    "\\infty": lambda reader: sympy.oo,
    "infty": lambda reader: sympy.oo,
    "oo": lambda reader: sympy.oo,
    "inf": lambda reader: sympy.oo,
    "\\emptyset": lambda reader: Items("{}", ()),
    "\\varnothing": lambda reader: Items("{}", ()),
    "\\lfloor": lambda reader: sympy.floor(expression(reader.group("\\lfloor"))),
    "\\lceil": lambda reader: sympy.ceiling(expression(reader.group("\\lceil"))),
    "\\lvert": _Reader.absolute,
    "\\vert": _Reader.absolute,
    **dict.fromkeys(DECORATIONS, _Reader.decorated),
}
