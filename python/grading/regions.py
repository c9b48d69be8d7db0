"""Sets of real numbers: intervals, their unions, and the inequalities that say the same."""

import sympy
from sympy import FiniteSet, Interval, oo

from grading.values import Items, Logic, Region, Relation, Span, Unreadable, Value, expression

TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def region_of(value: object) -> Region:
    """The numbers that an interval, a finite set or an inequality of one unknown describes; raises `Unreadable`."""
    match value:
        case Region():
            return value
        case Items(brackets="{}", parts=parts):
            return Region(tuple(Span(expression(part), expression(part), False, False) for part in parts))
        case Items(brackets=brackets, parts=(left, right)) if len(brackets) == 2:
            return Region((Span(expression(left), expression(right), brackets[0] == "(", brackets[1] == ")"),))
        case Relation(sign="in", left=sympy.Symbol(), right=right):
            return region_of(right)
        case Relation(sign=sign, left=left, right=right) if sign in TURNED:
            return _solutions(sign, expression(left), expression(right))
        case Logic(word="or", parts=parts):
            _one_unknown(value)
            return union([region_of(part) for part in parts])
        case Logic(word="and", parts=parts):
            _one_unknown(value)
            return _from_set(sympy.Intersection(*(_to_set(region_of(part)) for part in parts)))
    raise Unreadable(f"{value} is no set of numbers")


def union(regions: list[Region]) -> Region:
    """All numbers of the regions; where ends are letters, as they are written."""
    spans = tuple(span for region in regions for span in region.spans)
    if all(_is_real(end) for span in spans for end in (span.left, span.right)):
        return _from_set(sympy.Union(*(_to_set(region) for region in regions)))
    return Region(spans)


def difference(whole: Region, part: Region) -> Region:
    """The numbers of `whole` that are not in `part`."""
    return _from_set(sympy.Complement(_to_set(whole), _to_set(part)))


def _one_unknown(value: Logic) -> None:
    unknowns = set()
    for part in value.parts:
        if isinstance(part, Logic):
            _one_unknown(part)
        elif isinstance(part, Relation):
            unknowns |= {side for side in (part.left, part.right) if isinstance(side, sympy.Symbol)}
    if len(unknowns) > 1:
        raise Unreadable("relations of several unknowns")


def _solutions(sign: str, left: sympy.Expr, right: sympy.Expr) -> Region:
    if not isinstance(left, sympy.Symbol) or right.has(left):
        left, right, sign = right, left, TURNED[sign]
    if not isinstance(left, sympy.Symbol) or right.has(left):
        raise Unreadable("an inequality that is not solved for its unknown")
    if sign == "=":
        return Region((Span(right, right, False, False),))
    if sign == "!=":
        return Region((Span(-oo, right, True, True), Span(right, oo, True, True)))
    is_open = len(sign) == 1
    return Region((Span(-oo, right, True, is_open) if sign[0] == "<" else Span(right, oo, is_open, True),))


def _is_real(end: sympy.Expr) -> bool:
    return end in (oo, -oo) or bool(end.is_number and end.is_real)


def _to_set(region: Region) -> sympy.Set:
    if not all(_is_real(end) for span in region.spans for end in (span.left, span.right)):
        raise Unreadable("an interval whose ends are no numbers")
    return sympy.Union(*(Interval(s.left, s.right, s.left_open, s.right_open) for s in region.spans))


def _from_set(numbers: sympy.Set) -> Region:
    spans: list[Span] = []
    for part in numbers.args if isinstance(numbers, sympy.Union) else [numbers]:
        if isinstance(part, FiniteSet):
            spans += [Span(point, point, False, False) for point in part.args]
        elif isinstance(part, Interval):
            is_left_open, is_right_open = bool(part.left_open), bool(part.right_open)
            spans.append(Span(part.start, part.end, is_left_open, is_right_open))
        elif part is sympy.S.Reals:
            spans.append(Span(-oo, oo, True, True))
        elif part is not sympy.S.EmptySet:
            raise Unreadable("a set that is no union of intervals")
    return Region(tuple(spans))


def as_region(value: Value) -> Region | None:
    """The region, or None where the value describes none."""
    try:
        return region_of(value)
    except Unreadable:
        return None
