"""Pairs of answers that are equal for certain, or certainly not: random answers rewritten by SymPy, and with one mutation.

    python rewritings.py COUNT SEED

Writes COUNT rewritings and COUNT mutants, a line each: `{"prediction", "truth", "equal", "kind"}`. Kinds: polynomials,
fractions, surds, intervals, sets and tuples. A rewriting is expanded, factored, brought together or reordered, in Python's
notation or in LaTeX; a mutant has another exponent, sign, coefficient or digit, and is kept where SymPy finds the values
different.
"""

import json
import random
import re
import sys
from collections.abc import Iterator

import sympy
from sympy import Expr, Integer, Interval, Rational, latex, oo, sqrt, symbols

X, Y, T = symbols("x y t")


def polynomial(draw: random.Random) -> Expr:
    if draw.random() < 0.4:
        factors = [
            draw.randint(1, 5) * X + draw.choice((Integer(1), Y, T)) * draw.randint(-9, 9)
            for _ in range(draw.randint(2, 3))
        ]
        return sympy.Mul(*factors)
    letter = draw.choice((X, Y, T))
    terms = [
        draw.choice((-1, 1)) * draw.randint(1, 99) * letter ** draw.randint(0, 6) for _ in range(draw.randint(2, 4))
    ]
    return sympy.Add(*terms, draw.randint(1, 40) * X * Y if draw.random() < 0.3 else 0)


def fraction(draw: random.Random) -> Expr:
    below = X ** draw.randint(1, 3) + draw.randint(1, 9)
    return polynomial(draw) / below + Rational(draw.randint(1, 30), draw.randint(2, 12))


def surd(draw: random.Random) -> Expr:
    first = Rational(draw.randint(-20, 20), draw.randint(1, 6))
    rest = draw.randint(1, 9) * sqrt(draw.choice((2, 3, 5, 6, 7, 8, 12, 18, 50))) / draw.randint(1, 7)
    return (first + rest) ** draw.randint(1, 2) / draw.choice((1, 2, 1 + sqrt(3)))


def number(draw: random.Random) -> Expr:
    return draw.choice(
        (surd(draw), Rational(draw.randint(-60, 60), draw.randint(1, 9)), Integer(draw.randint(-500, 500)))
    )


def rewritten(value: Expr, draw: random.Random) -> str:
    """One of the forms of a term, as Python or as LaTeX."""
    forms = (lambda v: v, sympy.expand, sympy.factor, sympy.together, sympy.cancel, sympy.radsimp)
    form = draw.choice(forms)(value)
    text = draw.choice((str, latex))(form)
    return reordered(form, draw) if draw.random() < 0.2 else text


def reordered(value: Expr, draw: random.Random) -> str:
    terms = list(sympy.Add.make_args(value))
    draw.shuffle(terms)
    return " + ".join(f"({term})" for term in terms)


def pairs(count: int, seed: int) -> Iterator[dict]:
    draw = random.Random(seed)
    left = {True: count, False: count}
    while any(left.values()):
        kind = draw.choice(("polynomial", "fraction", "surd", "interval", "set", "tuple"))
        make = {"polynomial": polynomial, "fraction": fraction, "surd": surd}.get(kind, number)
        size = 1 if make is not number else 2 if kind == "interval" else draw.randint(2, 4)
        parts = [sympy.expand(make(draw)) if draw.random() < 0.5 else make(draw) for _ in range(size)]
        if kind == "interval":
            parts.sort(key=float)
            if draw.random() < 0.2:
                parts[1] = oo
        if len({sampled(part) for part in parts}) < size:
            continue
        opened = kind == "interval" and draw.random() < 0.5
        truth = written(kind, [draw.choice((str, latex))(part) for part in parts], opened, draw, parts)
        if left[True]:
            left[True] -= 1
            texts = [rewritten(part, draw) for part in parts]
            yield line(kind, written(kind, texts, opened, draw, parts), truth, True)
        if left[False]:
            at = draw.randrange(size)
            other = mutant(str(parts[at]), draw)
            if other is None or not differs(other, parts, at):
                continue
            texts = [rewritten(part, draw) for part in parts]
            texts[at] = other
            left[False] -= 1
            yield line(kind, written(kind, texts, opened, draw, None), truth, False)


def line(kind: str, prediction: str, truth: str, equal: bool) -> dict:
    return {"kind": kind, "prediction": prediction, "truth": truth, "equal": equal}


def written(kind: str, texts: list[str], opened: bool, draw: random.Random, parts: list | None) -> str:
    """The elements as one answer, in one of the ways in which people and SymPy write it."""
    if len(texts) == 1:
        return texts[0]
    inner = ", ".join(texts)
    if kind == "tuple":
        return f"({inner})"
    if kind == "interval":
        if parts is not None and draw.random() < 0.3:
            return str(Interval(*parts, opened, parts[1] == oo or opened))
        right = ")" if opened or "oo" in texts[1] or "infty" in texts[1] else "]"
        return ("(" if opened else "[") + inner + right
    draw.shuffle(texts)
    inner = ", ".join(texts)
    return draw.choice(("\\{" + inner + "\\}", "{" + inner + "}", inner, "[" + inner + "]" if parts is None else inner))


def mutant(text: str, draw: random.Random) -> str | None:
    """The text with one exponent, sign, coefficient or digit changed."""
    places = [*re.finditer(r"(?<=\*\*)\d+|(?<=[\w)] )[-+](?= )|\d+", text)]
    if not places:
        return None
    place = draw.choice(places)
    old = place.group()
    if old in "+-":
        new = "-" if old == "+" else "+"
    elif draw.random() < 0.5 or len(old) == 1:
        new = str(int(old) + 1)
    else:
        at = draw.randrange(len(old))
        new = str(int(old[:at] + str((int(old[at]) + draw.randint(1, 9)) % 10) + old[at + 1 :]))
    return text[: place.start()] + new + text[place.end() :]


def differs(text: str, parts: list[Expr], at: int) -> bool:
    """Whether a mutant differs from what it was made of, and from the other elements, as digits at one point prove."""
    value = sympy.sympify(text, locals={"x": X, "y": Y, "t": T})
    return not value.has(sympy.nan, sympy.zoo) and sampled(value) not in {sampled(part) for part in parts}


def sampled(value: Expr) -> str:
    """The first digits of the value at one point: others prove another value."""
    point = {X: Rational(17, 7), Y: Rational(-5, 3), T: Rational(23, 11)}
    return str(sympy.sympify(value).subs(point).evalf(20, maxn=300).round(12))


if __name__ == "__main__":
    for pair in pairs(int(sys.argv[1]), int(sys.argv[2])):
        print(json.dumps(pair))
