"""Everyday questions: what a person types first, with small numbers, no definitions, and maths as it is typed.

The Mathematics Dataset has no powers, percentages or whole numbers of units, and one spelling of everything. Answers
come from Python's integers and fractions, here; the rules' programs compute them with SymPy.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from problems.rules.language.handwriting import by_hand


class Question(NamedTuple):
    """A question and its answer, by the names that the dataset's problems have."""

    question: str
    answer: str


_ASK = ("What is {}?", "What is {}?", "What's {}?", "Calculate {}.", "Compute {}.", "Find {}.", "{}")
_ASK_FOR_A_VALUE = (*_ASK[:-2], "Evaluate {}.", "Work out {}.", "{}", "{} = ?", "{} =")
_UNITS = (
    {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800},
    {"millimeters": 1, "centimeters": 10, "meters": 1000, "kilometers": 1000000},
    {"milligrams": 1, "grams": 1000, "kilograms": 1000000, "tonnes": 1000000000},
    {"millilitres": 1, "litres": 1000},
    {"months": 1, "years": 12, "decades": 120, "centuries": 1200},
)


def _asked(wordings: tuple[str, ...], what: str, answer: object) -> Question:
    return Question(_typed(random.choice(wordings).format(what)), str(answer))


def _typed(question: str) -> str:
    """The question as it is, or without its mark, or in small letters."""
    if random.random() < 0.1 and len(question) > 12:
        question = question.rstrip(".?")
    if random.random() < 0.1 and not question.startswith(("Let", "Suppose")):
        question = question[0].lower() + question[1:]
    return question


def _number(largest: int = 1000) -> int:
    return random.choice((random.randint(1, 12), random.randint(1, 100), random.randint(1, largest)))


def _spaced(*parts: object) -> str:
    return random.choice(("", " ")).join(map(str, parts))


def _arithmetic() -> Question:
    p, q, sign = _number(), _number(), random.choice("+-*/")
    if sign == "/" and random.random() < 0.7:
        p *= q
    value = {"+": p + q, "-": p - q, "*": p * q, "/": Fraction(p, q)}[sign]
    return _asked(_ASK_FOR_A_VALUE, _spaced(p, sign, q), value)


def _expression() -> Question:
    a, b, c, d = (random.randint(1, 20) for _ in range(4))
    first, second, third = (random.choice("+-") for _ in range(3))
    text = random.choice(
        (
            f"({a} {first} {b}) * {c}",
            f"{c} * ({a} {first} {b}) {second} {d}",
            f"{a} {first} {b} * {c}",
            f"{a} {first} {b} {second} {c} {third} {d}",
        )
    )
    return _asked(_ASK_FOR_A_VALUE, random.choice((text, text.replace(" ", ""), text.replace(" * ", "*"))), eval(text))


def _fractions() -> Question:
    (a, b), (c, d) = ((random.randint(1, 9), random.randint(2, 12)) for _ in range(2))
    sign = random.choice("+-*")
    p, q = Fraction(a, b), Fraction(c, d)
    return _asked(_ASK_FOR_A_VALUE, f"{a}/{b} {sign} {c}/{d}", {"+": p + q, "-": p - q, "*": p * q}[sign])


def _words_for_operations() -> Question:
    p, q = _number(), _number()
    return random.choice(
        (
            lambda: _asked(_ASK, f"the sum of {p} and {q}", p + q),
            lambda: _asked(_ASK, f"the product of {p} and {q}", p * q),
            lambda: _asked(_ASK, f"{p} multiplied by {q}", p * q),
            lambda: Question(f"Multiply {p} by {q}.", str(p * q)),
            lambda: Question(f"Add {p} and {q}.", str(p + q)),
            lambda: Question(f"Subtract {q} from {p}.", str(p - q)),
            lambda: Question(f"Divide {p * q} by {q}.", str(p)),
            lambda: _asked(_ASK[:2], f"{p * q} divided by {q}", p),
            lambda: _asked(_ASK[:2], f"{p} plus {q}", p + q),
            lambda: _asked(_ASK[:2], f"{p} minus {q}", p - q),
            lambda: _asked(_ASK[:2], f"{p} times {q}", p * q),
            lambda: Question(f"Simplify {p}/{q}.", str(Fraction(p, q))),
        )
    )()


def _power() -> Question:
    p, q = random.randint(2, 15), random.randint(2, 10)
    n = _number(200)
    return random.choice(
        (
            lambda: _asked(_ASK_FOR_A_VALUE, f"{p}^{q}", p**q),
            lambda: _asked(_ASK_FOR_A_VALUE, f"{p}**{q}", p**q),
            lambda: _asked(_ASK, f"{p} to the power of {q}", p**q),
            lambda: _asked(_ASK, f"{n} squared", n**2),
            lambda: _asked(_ASK, f"the square of {n}", n**2),
            lambda: _asked(_ASK, f"{p} cubed", p**3),
            lambda: _asked(_ASK, f"the cube of {p}", p**3),
        )
    )()


def _root() -> Question:
    n = _number(120)
    return random.choice(
        (
            lambda: _asked(_ASK, f"the square root of {n * n}", n),
            lambda: _asked(_ASK, f"sqrt({n * n})", n),
            lambda: _asked(_ASK, f"the cube root of {n**3}", n),
        )
    )()


def _percentage() -> Question:
    p, q = random.choice((*range(5, 100, 5), *range(1, 100))), _number()
    return _asked(_ASK, f"{p}{random.choice(('%', '%', ' percent'))} of {q}", Fraction(p * q, 100))


def _part() -> Question:
    b = random.randint(2, 12)
    a, n = random.randint(1, b), b * random.randint(1, 40)
    return _asked(_ASK, f"{a}/{b} of {n}", a * n // b)


def _remainder() -> Question:
    p, q = _number(), random.randint(2, 60)
    sentences = ("What is {}?", "Find {}.", "Calculate {}.")
    return random.choice(
        (
            lambda: _asked(_ASK, f"{p} mod {q}", p % q),
            lambda: _asked(sentences, f"the remainder when {p} is divided by {q}", p % q),
        )
    )()


def _factorial() -> Question:
    n = random.randint(1, 15)
    return _asked(_ASK_FOR_A_VALUE[:-2], random.choice((f"{n}!", f"{n} factorial")), math.factorial(n))


def _average() -> Question:
    values = [_number(200) for _ in range(random.randint(2, 6))]
    text = (
        ", ".join(map(str, values))
        if random.random() < 0.6
        else (f"{', '.join(map(str, values[:-1]))} and {values[-1]}")
    )
    return _asked(_ASK, f"the {random.choice(('average', 'mean'))} of {text}", Fraction(sum(values), len(values)))


def _base() -> Question:
    n = random.choice((random.randint(1, 64), random.randint(1, 5000)))
    base, word = random.choice(((2, "binary"), (8, "octal"), (16, "hexadecimal"), (random.randint(2, 16), "")))
    name = word if word and random.random() < 0.5 else f"base {base}"
    wordings = ("What is {} in {}?", "Convert {} to {}.", "Write {} in {}.")
    return Question(_typed(random.choice(wordings).format(n, name)), _digits(n, base))


def _digits(n: int, base: int) -> str:
    return (_digits(n // base, base) if n >= base else "") + "0123456789abcdef"[n % base]


def _units() -> Question:
    sizes = random.choice(_UNITS)
    unit, target = random.sample(list(sizes), 2)
    value = Fraction(_number(), random.choice((1, 1, 1, 2, 10)))
    result = value * sizes[unit] / sizes[target]
    if not (_is_decimal(value) and _is_decimal(result)):
        return _units()
    wordings = (
        "How many {2} are in {0} {1}?",
        "How many {2} are there in {0} {1}?",
        "Convert {0} {1} to {2}.",
        "What is {0} {1} in {2}?",
        "{0} {1} in {2}",
    )
    return Question(_typed(random.choice(wordings).format(_decimal(value), unit, target)), _decimal(result))


def _is_decimal(value: Fraction) -> bool:
    return 10**9 % value.denominator == 0


def _decimal(value: Fraction) -> str:
    """Returns an exact decimal of at most nine places."""
    whole, rest = divmod(value * 10**9, 10**9)
    return f"{whole}.{int(rest):09}".rstrip("0").rstrip(".")


def _polynomial(coefficients: list[int], letter: str = "x") -> str:
    """Returns the polynomial with these coefficients, highest power first, as the dataset writes it."""
    text = ""
    for power, factor in zip(range(len(coefficients) - 1, -1, -1), coefficients, strict=True):
        if factor:
            monomial = letter if power == 1 else f"{letter}**{power}"
            size = str(abs(factor)) if not power else monomial if abs(factor) == 1 else f"{abs(factor)}*{monomial}"
            text += (" - " if factor < 0 else " + ") + size if text else ("-" if factor < 0 else "") + size
    return text or "0"


def _spelled(text: str) -> str:
    """Maths in the dataset's spelling or by hand, with blanks or without."""
    text = by_hand(text) if random.random() < 0.65 else text
    return text if random.random() < 0.75 else text.replace(" + ", "+").replace(" - ", "-").replace(" = ", "=")


def _letter() -> str:
    return random.choice("xxxxxyzntab")


def _linear() -> Question:
    letter, value = _letter(), random.randint(-20, 20)
    a, b = random.choice((*range(-9, 0), *range(1, 13))), random.randint(-30, 30)
    equation = f"{_polynomial([a, b], letter)} = {a * value + b}"
    if random.random() < 0.25:
        c = random.choice([c for c in range(-5, 10) if c not in (0, a)])
        equation = f"{_polynomial([a, b], letter)} = {_polynomial([c, (a - c) * value + b], letter)}"
    wordings = (
        "Solve {0} for {1}.",
        "Solve {0}.",
        "Solve for {1}: {0}",
        "Find {1} if {0}.",
        "If {0}, what is {1}?",
        "What is {1} if {0}?",
        "{0}, what is {1}?",
        "If {0}, then what is {1}?",
    )
    return Question(_typed(random.choice(wordings).format(_spelled(equation), letter)), str(value))


def _roots() -> Question:
    letter, (p, q) = _letter(), sorted(random.sample(range(-9, 10), 2))
    polynomial = _spelled(_polynomial([1, -p - q, p * q], letter))
    wordings = (
        "Solve {0} = 0 for {1}.",
        "Solve {0} = 0.",
        "Solve for {1}: {0} = 0",
        "Find the roots of {0}.",
        "What are the roots of {0}?",
    )
    return Question(_typed(random.choice(wordings).format(polynomial, letter)), f"{p}, {q}")


def _call() -> Question:
    function, letter, n = random.choice("ffgh"), random.choice("xxxtn"), random.randint(-6, 12)
    coefficients = [random.choice((1, 1, 2, 3, -1, -2)), random.randint(-9, 9), random.randint(-9, 9)]
    coefficients = coefficients[random.choice((0, 0, 1)) :]
    if coefficients[0] == 0:
        return _call()
    value = 0
    for factor in coefficients:
        value = value * n + factor
    definition = f"{function}({letter}) = {_spelled(_polynomial(coefficients, letter))}"
    wordings = ("If {0}, what is {1}?", "If {0}, find {1}.", "Let {0}. What is {1}?", "Let {0}. Find {1}.")
    return Question(random.choice(wordings).format(definition, f"{function}({n})"), str(value))


def _form() -> Question:
    letter = random.choice("xxxyt")
    p, q = random.choice((*range(-9, 0), *range(1, 10))), random.choice((*range(-9, 0), *range(1, 10)))
    factors = f"({_polynomial([1, p], letter)})*({_polynomial([1, q], letter)})"
    product = _polynomial([1, p + q, p * q], letter)
    if p != q and random.random() < 0.5:
        return Question(f"{random.choice(('Factor', 'Factorize'))} {_spelled(product)}.", factors)
    return Question(f"Expand {_spelled(factors)}.", product)


def _derivative() -> Question:
    letter = random.choice("xxxyt")
    coefficients = [random.randint(-9, 9) for _ in range(random.randint(2, 5))]
    if coefficients[0] == 0 or not any(coefficients[1:]):
        return _derivative()
    degree = len(coefficients) - 1
    answer = _polynomial([factor * (degree - i) for i, factor in enumerate(coefficients[:-1])], letter)
    wordings = (
        "What is the derivative of {0}?",
        "Find the derivative of {0}.",
        "Differentiate {0}.",
        "Differentiate {0} with respect to {1}.",
        "Calculate the derivative of {0} with respect to {1}.",
    )
    return Question(random.choice(wordings).format(_spelled(_polynomial(coefficients, letter)), letter), answer)


def _prime() -> Question:
    n = random.choice((random.randint(2, 120), random.randint(2, 2000)))
    answer = n > 1 and all(n % k for k in range(2, math.isqrt(n) + 1))
    return _asked(("Is {} prime?", "Is {} a prime number?", "Is {} a prime?"), str(n), answer)


def _prime_factors() -> Question:
    n = random.choice((random.randint(2, 120), random.randint(2, 2000)))
    primes = [k for k in range(2, n + 1) if n % k == 0 and all(k % j for j in range(2, math.isqrt(k) + 1))]
    wordings = ("Factor {}.", "Factorize {}.", "What are the prime factors of {}?", "List the prime factors of {}.")
    return _asked(wordings, str(n), ", ".join(map(str, primes)))


def _common() -> Question:
    k = random.randint(1, 20)
    p, q = k * random.randint(1, 30), k * random.randint(1, 30)
    wordings = ("What is {}?", "Find {}.", "Calculate {}.")
    divisor = random.choice(("gcd", "greatest common divisor", "greatest common factor"))
    multiple = random.choice(("lcm", "least common multiple"))
    return random.choice(
        (
            lambda: _asked(wordings, f"the {divisor} of {p} and {q}", math.gcd(p, q)),
            lambda: _asked(wordings, f"the {multiple} of {p} and {q}", math.lcm(p, q)),
            lambda: _asked(("Is {}?",), f"{p} divisible by {k + 1}", p % (k + 1) == 0),
        )
    )()


def _order() -> Question:
    values = random.sample(range(-50, 100), random.randint(3, 6))
    falling = random.random() < 0.4
    order = random.choice(("descending", "decreasing") if falling else ("ascending", "increasing"))
    ends = "largest to smallest" if falling else "smallest to largest"
    way = f"in {order} order" if random.random() < 0.6 else f"from {ends}"
    answer = ", ".join(map(str, sorted(values, reverse=falling)))
    return Question(f"Sort {', '.join(map(str, values))} {way}.", answer)


def _larger() -> Question:
    p, q = random.sample(range(1, 300), 2)
    places = random.choice((1, 10, 100))
    left, right = _decimal(Fraction(p, places)), _decimal(Fraction(q, places))
    adjective = random.choice(("larger", "bigger", "greater", "smaller"))
    answer = right if (p < q) != (adjective == "smaller") else left
    return Question(f"Which is {adjective}{random.choice(':,')} {left} or {right}?", answer)


def _sequence() -> Question:
    first, step, n = random.randint(-20, 50), random.choice((*range(-9, 0), *range(1, 15))), random.randint(6, 50)
    terms = ", ".join(str(first + step * i) for i in range(random.randint(3, 5)))
    ending = {1: "st", 2: "nd", 3: "rd"}.get(0 if n // 10 == 1 else n % 10, "th")
    return random.choice(
        (
            lambda: Question(f"What is the {n}{ending} term of {terms}?", str(first + step * (n - 1))),
            lambda: Question(f"What is the next number in {terms}?", str(first + step * (terms.count(",") + 1))),
        )
    )()


MODULES: dict[str, Callable[[], Question]] = {
    f"everyday__{sample.__name__.strip('_')}": sample
    for sample in (
        _arithmetic,
        _expression,
        _fractions,
        _words_for_operations,
        _power,
        _root,
        _percentage,
        _part,
        _remainder,
        _factorial,
        _average,
        _base,
        _units,
        _linear,
        _call,
        _form,
        _derivative,
        _prime,
        _common,
        _order,
        _larger,
        _sequence,
    )
} | {"everyday__polynomial_roots": _roots, "everyday__list_prime_factors": _prime_factors}
"""Draws a question of each kind, by `random`; names that `compare` knows ask for sets."""
