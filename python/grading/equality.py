"""Whether two terms are the same, exactly: true only where SymPy proves it, whatever the digits say."""

from collections.abc import Callable, Iterator

import sympy
from sympy import Expr, Poly, Symbol

FIRST_DIGITS = 60
LAST_DIGITS = 3_000
"""Digits to which a constant is computed before, and after, SymPy's algebra has tried to make it 0."""
POINTS = [sympy.Rational(p, q) for p, q in ((7, 3), (19, 11), (31, 29), (5, 13), (-17, 7), (-3, 5), (101, 9), (-43, 3))]


def same(a: Expr, b: Expr) -> bool:
    """Whether two terms are equal for all values of their letters; False where that cannot be decided."""
    if a == b:
        return True
    if any(part in (sympy.oo, -sympy.oo, sympy.zoo, sympy.nan) for part in (a, b)):
        return False
    if _is_whole_polynomial(a) and _is_whole_polynomial(b):
        return _same_polynomial(a, b)
    difference = a - b
    if not difference.free_symbols:
        return is_zero(difference)
    if difference.is_rational_function(*difference.free_symbols):
        return _is_zero_fraction(a, b)
    if _differs_somewhere(a, b):
        return False
    return any(result == 0 for result in _rewritings(difference))


def is_zero(constant: Expr) -> bool:
    """Whether a term without letters is exactly 0."""
    if constant.is_Rational:
        return bool(constant == 0)
    if _is_certainly_not_zero(constant, FIRST_DIGITS):
        return False
    for result in _rewritings(constant):
        if result == 0:
            return True
    if _is_certainly_not_zero(constant, LAST_DIGITS):
        return False
    return bool(constant.is_algebraic) and sympy.minimal_polynomial(constant, Symbol("x")) == Symbol("x")


def ratio(a: Expr, b: Expr) -> Expr | None:
    """The constant `a / b`, where it is one for all values of the letters."""
    if same(b, sympy.S.Zero):
        return None
    for attempt in (sympy.cancel, sympy.simplify):
        result = attempt(a / b)
        if not result.free_symbols:
            return None if is_zero(result) else result
    return None


def _is_whole_polynomial(value: Expr) -> bool:
    """Whether it is a polynomial with rational coefficients, of a degree that can be multiplied out."""
    symbols = value.free_symbols
    if not symbols or not value.is_polynomial(*symbols):
        return False
    return all(
        number.is_Rational for number in value.atoms(sympy.Number, sympy.NumberSymbol, sympy.core.numbers.ImaginaryUnit)
    ) and (
        not value.has(sympy.Function)
        and all(not power.exp.is_Rational or power.exp.is_Integer for power in value.atoms(sympy.Pow))
    )


def _same_polynomial(a: Expr, b: Expr) -> bool:
    symbols = sorted(a.free_symbols | b.free_symbols, key=str)
    return Poly(a, *symbols, domain="QQ") == Poly(b, *symbols, domain="QQ")


def _is_zero_fraction(a: Expr, b: Expr) -> bool:
    """The same for rational functions with any constants: each coefficient of the numerator is 0."""
    symbols = sorted((a - b).free_symbols, key=str)
    numerator, _ = sympy.fraction(sympy.together(a - b))
    coefficients = Poly(sympy.expand(numerator), *symbols).coeffs()
    return all(is_zero(coefficient) for coefficient in coefficients)


def _is_certainly_not_zero(constant: Expr, digits: int) -> bool:
    """Whether a computation whose error is known says so; SymPy raises its working precision until some digits are sure."""
    try:
        value = constant.evalf(5, maxn=digits, strict=True)
    except Exception:  # PrecisionExhausted: all digits cancelled
        return False
    return bool(value.is_number and value.is_comparable is not None and value != 0 and not value.has(sympy.nan))


def _differs_somewhere(a: Expr, b: Expr) -> bool:
    """Whether there is a point at which both are real and differ; that alone proves nothing equal."""
    symbols = sorted(a.free_symbols | b.free_symbols, key=str)
    for shift in range(len(POINTS)):
        point = {symbol: POINTS[(shift + 3 * i) % len(POINTS)] + i for i, symbol in enumerate(symbols)}
        try:
            values = [value.evalf(30, subs=point, maxn=FIRST_DIGITS) for value in (a, b)]
            if not all(value.is_real and value.is_finite for value in values):
                continue
            if abs(values[0] - values[1]) > sympy.Float("1e-20") * max(abs(values[0]), abs(values[1])):
                return True
        except Exception:
            continue
    return False


def _rewritings(difference: Expr) -> Iterator[Expr]:
    """Forms in which a difference that is 0 shows itself as such; cheap ones first. Letters are taken as positive numbers."""
    posified, _ = sympy.posify(difference)
    attempts: tuple[Callable[[Expr], Expr], ...] = (
        sympy.expand,
        lambda d: sympy.expand(sympy.fraction(sympy.together(sympy.powdenest(d, force=True)))[0]),
        lambda d: sympy.sqrtdenest(sympy.expand(sympy.radsimp(d))) if d.has(sympy.Pow) else d,
        lambda d: sympy.expand(sympy.expand_log(d, force=True)) if d.has(sympy.log) else d,
        sympy.simplify,
        lambda d: sympy.expand(sympy.fraction(sympy.together(sympy.expand(d.rewrite(sympy.exp), complex=False)))[0]),
        lambda d: sympy.simplify(sympy.expand_trig(d)) if d.has(sympy.sin, sympy.cos, sympy.tan) else d,
        lambda d: sympy.gammasimp(d) if d.has(sympy.factorial, sympy.binomial, sympy.gamma) else d,
    )
    for attempt in attempts:
        try:
            yield attempt(posified)
        except Exception:
            continue
