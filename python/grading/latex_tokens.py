"""Tokens of LaTeX, and of mathematics as people type it, and the place in them up to which a reader has come."""

import re

from grading.values import Unreadable

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
FUNCTION_NAMES = {*FUNCTIONS, "sqrt", "abs", "Abs", "floor", "ceiling", "factorial", "binomial"}
TYPED = {*FUNCTION_NAMES, "pi", "oo", "inf", "infty", *GREEK[:24]}


class Tokens:
    """A text's tokens without white space; `position` is that of the next one."""

    def __init__(self, text: str) -> None:
        self.tokens = [token for token in _split(text) if not token.isspace()]
        self.position = 0

    @property
    def next(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    @property
    def last(self) -> str:
        """The token taken last."""
        return self.tokens[self.position - 1]

    def behind_next(self, count: int) -> list[str]:
        """Tokens that follow the next one, fewer at the end."""
        return self.tokens[self.position + 1 : self.position + 1 + count]

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

    def accept_conjunction(self) -> bool:
        """Takes `and`, `or`, `\\text{ and }`."""
        content = text_of(self.next) if self.next.startswith("\\text") else self.next
        if content.strip(" ,") not in ("and", "or"):
            return False
        self.position += 1
        return True

    def is_at_conjunction(self) -> bool:
        return text_of(self.next).strip(" ,") in ("and", "or")


def text_of(token: str) -> str:
    """The content of `\\text{…}`; of another token itself."""
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
