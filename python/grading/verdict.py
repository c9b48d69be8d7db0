"""The verdict on two answers: each is read in every notation that reads it to its end, and any reading of one may equal one
of the other. Reads the questions that `core/grade/compare.ts` asks."""

from collections.abc import Callable
from functools import lru_cache

import sympy
from sympy import Expr, MatrixBase, Symbol

from grading.equality import is_zero, ratio, same
from grading.latex_text import read_latex
from grading.python_text import read_python
from grading.regions import TURNED, as_region
from grading.values import Builder, Items, Logic, Region, Relation, Span, Unreadable, Value, quotient

NEAR_DIGITS = 30


@lru_cache(maxsize=256)
def readings(text: str) -> tuple[Value, ...]:
    """The values of a text, one a notation that reads it whole."""
    found: list[Value] = []
    for read in (read_python, read_latex) if "\\" not in text else (read_latex,):
        try:
            value = read(text)
        except Unreadable:
            continue
        if value not in found:
            found.append(value)
    return tuple(found)


def holds(question: dict | bool) -> bool:
    """Whether a question is answered with yes; what cannot be decided is answered with no."""
    if isinstance(question, bool):
        return question
    try:
        if "pair" in question:
            prediction, truth = question["pair"]
            return any(equal(p, t) for t in readings(truth) for p in readings(prediction))
        if "near" in question:
            return _near(question["near"], question["low"], question["high"])
        if "matching" in question:
            rows = question["matching"]
            return pairs_off(len(rows), lambda i, j: holds(rows[i][j]))
        if "all" in question:
            return all(map(holds, question["all"]))
        return any(map(holds, question["any"]))
    except (Exception, RecursionError):
        return False


def _near(text: str, low: list[str], high: list[str]) -> bool:
    """Whether the value of a text lies between two rationals."""
    lower, upper = (sympy.Rational(int(a), int(b)) for a, b in (low, high))
    for reading in readings(text):
        value: Value = reading
        if isinstance(reading, Items) and reading.brackets == ":" and len(reading.parts) == 2:
            value = quotient(*reading.parts)
        if isinstance(value, Expr) and not value.free_symbols:
            number = value.evalf(NEAR_DIGITS)
            if number.is_real and bool(lower <= number) and bool(number <= upper):
                return True
    return False


def equal(prediction: Value, truth: Value) -> bool:
    """Whether two values are the same answer."""
    prediction, truth = _alone(prediction), _alone(truth)
    if isinstance(prediction, bool) or isinstance(truth, bool):
        return prediction is truth
    if isinstance(prediction, Expr) and isinstance(truth, Expr):
        return same(prediction, truth)
    if isinstance(prediction, MatrixBase) and isinstance(truth, MatrixBase):
        return prediction.shape == truth.shape and all(map(same, prediction, truth))
    if isinstance(prediction, MatrixBase) or isinstance(truth, MatrixBase):
        return _equal_vectors(prediction, truth)
    if isinstance(prediction, Relation) and isinstance(truth, Relation):
        if _equal_relations(prediction, truth):
            return True
        if "=" in (prediction.sign, truth.sign):
            return False
    if isinstance(prediction, Builder) and isinstance(truth, Builder):
        return equal(prediction.element, truth.element) and equal(prediction.condition, truth.condition)
    if isinstance(prediction, Items) and isinstance(truth, Items):
        if _equal_items(prediction, truth):
            return True
        if not prediction.is_unordered or not truth.is_unordered:
            return False
    if isinstance(prediction, Logic) and isinstance(truth, Logic) and _equal_logic(prediction, truth):
        return True
    if _is_named(prediction) and not isinstance(truth, (Relation, Logic, Region)):
        return equal(prediction.right, truth)
    if _is_named(truth) and not isinstance(prediction, (Relation, Logic, Region)):
        return equal(prediction, truth.right)
    if (isinstance(prediction, Items) and isinstance(truth, Expr)) or (
        isinstance(prediction, Expr) and isinstance(truth, Items)
    ):
        return _equal_ratio(prediction, truth)
    return _equal_regions(prediction, truth)


def pairs_off(count: int, fits: Callable[[int, int], bool]) -> bool:
    """Whether `count` things can be paired with as many others, where `fits(i, j)` says which go together."""
    known: dict[tuple[int, int], bool] = {}
    taken: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j in range(count):
            if j in seen:
                continue
            if (i, j) not in known:
                known[i, j] = fits(i, j)
            if known[i, j]:
                seen.add(j)
                if j not in taken or place(taken[j], seen):
                    taken[j] = i
                    return True
        return False

    return all(place(i, set()) for i in range(count))


def _alone(value: Value) -> Value:
    """The only element of a list or set: SymPy's `solve()` prints one solution as `[5]` or `{x: 5}`, several as `Or(…)`."""
    if isinstance(value, Logic) and value.word == "or" and all(map(_is_named, value.parts)):
        value = Items("", value.parts)
    while isinstance(value, Items) and len(value.parts) == 1:
        value = value.parts[0]
    return value


def _is_named(value: Value) -> bool:
    """`x = value`, `f(x) = value`; also a calculation, whose result stands on its right."""
    if not isinstance(value, Relation) or value.sign != "=":
        return False
    if isinstance(value.left, (Symbol, sympy.core.function.AppliedUndef)):
        return True
    sides = (value.left, value.right)
    return all(isinstance(side, Expr) and not side.free_symbols for side in sides) and same(*sides)


def _equal_items(prediction: Items, truth: Items) -> bool:
    if prediction.is_unordered and truth.is_unordered:  # a point that stands twice is one
        prediction, truth = (_without_repeated_points(items) for items in (prediction, truth))
    if len(prediction.parts) != len(truth.parts):
        return False
    ps, ts = prediction.parts, truth.parts
    if not all(map(_is_named, ps)) or not all(map(_is_named, ts)):  # names count where both have them
        ps, ts = (tuple(part.right if _is_named(part) else part for part in parts) for parts in (ps, ts))
    brackets = (prediction.brackets, truth.brackets)
    is_list_of_roots = prediction.brackets == "[]" and truth.is_unordered
    if is_list_of_roots or (prediction.is_unordered and truth.is_unordered):
        return pairs_off(len(ts), lambda i, j: equal(ps[j], ts[i]))
    if "{}" in brackets or (":" in brackets and brackets[0] != brackets[1]):
        return False
    if len(ts) == 2 and (prediction.brackets or "()") != (truth.brackets or "()"):
        return _equal_regions(prediction, truth)  # `[0, oo]` is `[0, oo)`
    return all(map(equal, ps, ts))


def _without_repeated_points(items: Items) -> Items:
    points = {part for part in items.parts if isinstance(part, Items)}
    return Items(items.brackets, tuple(dict.fromkeys(items.parts))) if points or items.brackets == "{}" else items


def _equal_vectors(prediction: Value, truth: Value) -> bool:
    """A matrix beside a tuple of its elements, where it has one row or column, or beside a tuple of its rows."""
    parts = []
    for value, other in ((prediction, truth), (truth, prediction)):
        if (
            isinstance(value, MatrixBase)
            and isinstance(other, Items)
            and len(other.parts) == value.rows > 1 < value.cols
        ):
            parts.append(tuple(Items("[]", tuple(value[i, :])) for i in range(value.rows)))
            continue
        if isinstance(value, MatrixBase) and 1 in value.shape:
            parts.append(tuple(value))
        elif isinstance(value, Items) and value.brackets in ("()", "[]"):
            parts.append(value.parts)
        else:
            return False
    return len(parts[0]) == len(parts[1]) and all(map(equal, *parts))


def _equal_ratio(prediction: Value, truth: Value) -> bool:
    """`3:4` beside 3/4."""
    for items, number in ((prediction, truth), (truth, prediction)):
        if isinstance(items, Items) and items.brackets == ":" and len(items.parts) == 2 and isinstance(number, Expr):
            a, b = items.parts
            return isinstance(a, Expr) and isinstance(b, Expr) and not is_zero(b) and same(a / b, number)
    return False


def _equal_relations(prediction: Relation, truth: Relation) -> bool:
    """Each may be turned round, and both of its sides moved and scaled."""
    if prediction.sign == "mod" or truth.sign == "mod":
        return _equal_congruences(prediction, truth)
    if prediction.sign == "in" or truth.sign == "in":
        return (
            prediction.sign == truth.sign
            and equal(prediction.left, truth.left)
            and equal(prediction.right, truth.right)
        )
    sides = (prediction.left, prediction.right, truth.left, truth.right)
    if not all(isinstance(side, Expr) for side in sides):
        return prediction.sign == truth.sign and equal(sides[0], sides[2]) and equal(sides[1], sides[3])
    if prediction.sign == truth.sign and same(sides[0], sides[2]) and same(sides[1], sides[3]):
        return True
    a, b = prediction.left - prediction.right, truth.left - truth.right
    if prediction.sign == truth.sign in ("=", "!="):
        a, b = (sympy.fraction(sympy.together(side))[0] for side in (a, b))
    factor = ratio(a, b)
    if factor is None:
        return False
    if truth.sign in ("=", "!="):
        return prediction.sign == truth.sign
    if not factor.is_real:
        return False
    return prediction.sign == (truth.sign if factor > 0 else TURNED[truth.sign])


def _equal_congruences(prediction: Relation, truth: Relation) -> bool:
    if prediction.sign != truth.sign or (prediction.left is None) != (truth.left is None):
        return False
    if (prediction.modulus is None) != (truth.modulus is None):
        return False
    if prediction.modulus is not None and not equal(prediction.modulus, truth.modulus):
        return False
    if truth.left is not None and not equal(prediction.left, truth.left):
        return False
    if equal(prediction.right, truth.right):
        return True
    numbers = (prediction.right, truth.right, truth.modulus)
    if not all(isinstance(number, sympy.Integer) for number in numbers) or truth.modulus == 0:
        return False
    return (prediction.right - truth.right) % truth.modulus == 0


def _equal_logic(prediction: Logic, truth: Logic) -> bool:
    ps, ts = prediction.parts, truth.parts
    return prediction.word == truth.word and len(ps) == len(ts) and pairs_off(len(ts), lambda i, j: equal(ps[j], ts[i]))


def _equal_regions(prediction: Value, truth: Value) -> bool:
    p, t = as_region(prediction), as_region(truth)
    if p is None or t is None or len(p.spans) != len(t.spans):
        return False

    def fits(i: int, j: int) -> bool:
        a, b = p.spans[j], t.spans[i]
        return _openness(a) == _openness(b) and same(a.left, b.left) and same(a.right, b.right)

    return pairs_off(len(t.spans), fits)


def _openness(span: Span) -> tuple[bool, bool]:
    return span.left_open or span.left == -sympy.oo, span.right_open or span.right == sympy.oo
