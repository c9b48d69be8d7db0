"""Reads what Python and SymPy print: known names, operators, calls and brackets. Nothing is evaluated by Python."""

import ast
from collections.abc import Callable

import sympy

from grading.values import (
    REALS,
    Items,
    Logic,
    Region,
    Relation,
    Span,
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

MODULES = {"math", "cmath", "np", "numpy", "sympy", "sp", "S", "fractions", "decimal"}
CONSTANTS: dict[str, Value] = {
    "pi": sympy.pi,
    "E": sympy.E,
    "I": sympy.I,
    "oo": sympy.oo,
    "inf": sympy.oo,
    "Infinity": sympy.oo,
    "GoldenRatio": sympy.GoldenRatio,
    "EulerGamma": sympy.EulerGamma,
    "Half": sympy.S.Half,
    "EmptySet": Items("{}", ()),
    "Reals": REALS,
}
SIGNS = {
    ast.Eq: "=",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
RELATIONS = {"Eq": "=", "Ne": "!=", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}
TERMS = (
    "sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh asinh acosh atanh exp gamma floor sign re im"
).split()
SPANS = {"Interval": (False, False), "open": (True, True), "Ropen": (False, True), "Lopen": (True, False)}


def _logarithm(number: object, base: object = None) -> Value:
    return sympy.log(expression(number)) if base is None else sympy.log(expression(number), expression(base))


def _interval(left: object, right: object, left_open: object = False, right_open: object = False) -> Value:
    return Region((Span(expression(left), expression(right), left_open is True, right_open is True),))


def _matrix(rows: object) -> Value:
    if not isinstance(rows, Items):
        raise Unreadable("a matrix without rows")
    cells = [list(row.parts) if isinstance(row, Items) else [row] for row in rows.parts]
    return sympy.ImmutableMatrix([[expression(cell) for cell in row] for row in cells])


def _union(*sets: object) -> Value:
    from grading.regions import region_of, union

    return union([region_of(each) for each in sets])


def _number(text: object, divisor: object = sympy.S.One) -> Value:
    return quotient(text, divisor)


def _relation(sign: str) -> Callable[..., Value]:
    return lambda left, right: Relation(sign, left, right)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{name: lambda x, name=name: getattr(sympy, name)(expression(x)) for name in TERMS},
    **{name: _relation(sign) for name, sign in RELATIONS.items()},
    **{f"arc{name}": lambda x, name=name: getattr(sympy, f"a{name}")(expression(x)) for name in TERMS[:6]},
    "sqrt": lambda x: sympy.sqrt(expression(x)),
    "cbrt": lambda x: sympy.cbrt(expression(x)),
    "root": lambda x, n: sympy.root(expression(x), expression(n)),
    "Abs": lambda x: sympy.Abs(expression(x)),
    "abs": lambda x: sympy.Abs(expression(x)),
    "ceiling": lambda x: sympy.ceiling(expression(x)),
    "ceil": lambda x: sympy.ceiling(expression(x)),
    "conjugate": lambda x: sympy.conjugate(expression(x)),
    "log": _logarithm,
    "ln": _logarithm,
    "log10": lambda x: _logarithm(x, sympy.Integer(10)),
    "log2": lambda x: _logarithm(x, sympy.Integer(2)),
    "factorial": factorial,
    "factorial2": lambda x: factorial(x, double=True),
    "binomial": binomial,
    "comb": binomial,
    "pow": power,
    "Pow": power,
    "Max": lambda *xs: sympy.Max(*map(expression, xs)),
    "max": lambda *xs: sympy.Max(*map(expression, xs)),
    "Min": lambda *xs: sympy.Min(*map(expression, xs)),
    "min": lambda *xs: sympy.Min(*map(expression, xs)),
    "gcd": lambda a, b: sympy.gcd(expression(a), expression(b)),
    "lcm": lambda a, b: sympy.lcm(expression(a), expression(b)),
    "Mod": lambda a, b: sympy.Mod(expression(a), expression(b)),
    "Rational": _number,
    "Fraction": _number,
    "Integer": _number,
    "Float": _number,
    "Decimal": _number,
    "float64": _number,
    "int64": _number,
    "mpf": _number,
    "S": _number,
    "complex": lambda a, b=sympy.S.Zero: expression(a) + sympy.I * expression(b),
    "Matrix": _matrix,
    "MutableDenseMatrix": _matrix,
    "ImmutableDenseMatrix": _matrix,
    "array": _matrix,
    "FiniteSet": lambda *xs: Items("{}", xs),
    "Tuple": lambda *xs: Items("()", xs),
    "Interval": _interval,
    "open": lambda a, b: _interval(a, b, True, True),
    "Lopen": lambda a, b: _interval(a, b, True, False),
    "Ropen": lambda a, b: _interval(a, b, False, True),
    "Union": _union,
    "And": lambda *xs: Logic("and", xs),
    "Or": lambda *xs: Logic("or", xs),
}


def read_python(text: str) -> Value:
    """The value of a text in Python's notation; raises `Unreadable`."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
        return _value(tree.body, text.strip())
    except Unreadable:
        raise
    except Exception as error:  # whatever SymPy says about arguments that fit nothing
        raise Unreadable(str(error)) from error


def _value(node: ast.expr, text: str) -> Value:
    def value(child: ast.expr) -> Value:
        return _value(child, text)

    match node:
        case ast.Constant(value=bool() as truth):
            return truth
        case ast.Constant(value=int() as number):
            if "_" in (ast.get_source_segment(text, node) or ""):
                raise Unreadable("an index of digits")
            return sympy.Integer(number)
        case ast.Constant(value=float()):
            return decimal(ast.get_source_segment(text, node) or "")
        case ast.Constant(value=complex()):
            return decimal((ast.get_source_segment(text, node) or "")[:-1]) * sympy.I
        case ast.Name(id=name):
            return CONSTANTS.get(name, sympy.Symbol(name))
        case ast.Attribute(value=ast.Name(id=module), attr=name) if module in MODULES and name in CONSTANTS:
            return CONSTANTS[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -term(value(operand))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return term(value(operand))
        case ast.BinOp(left=left, op=op, right=right):
            return _operation(op, value(left), value(right))
        case ast.Compare(left=left, ops=ops, comparators=rights):
            sides = [value(left), *map(value, rights)]
            signs = [SIGNS[type(op)] for op in ops]
            relations = [Relation(sign, a, b) for a, sign, b in zip(sides, signs, sides[1:], strict=False)]
            return relations[0] if len(relations) == 1 else Logic("and", tuple(relations))
        case ast.Tuple(elts=elements):
            is_bare = bool(elements) and elements[0].col_offset == node.col_offset
            return Items("" if is_bare else "()", tuple(map(value, elements)))
        case ast.List(elts=elements):
            return Items("[]", tuple(map(value, elements)))
        case ast.Set(elts=elements):
            return Items("{}", tuple(map(value, elements)))
        case ast.Dict(keys=keys, values=values) if all(keys):
            pairs = zip(keys, values, strict=True)
            return Items("", tuple(Relation("=", value(key), value(each)) for key, each in pairs if key))
        case ast.Call(func=function, args=arguments, keywords=[]):
            return _call(function, [_argument(each, text) for each in arguments])
    raise Unreadable(f"{type(node).__name__} is no mathematics")


def _argument(node: ast.expr, text: str) -> Value:
    """A number may be given as a text: `Rational('1/3')`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return expression(read_python(node.value))
    return _value(node, text)


def _operation(op: ast.operator, left: Value, right: Value) -> Value:
    match op:
        case ast.Add():
            return term(left) + term(right)
        case ast.Sub():
            return term(left) - term(right)
        case ast.Mult():
            return term(left) * term(right)
        case ast.Div():
            return quotient(left, right)
        case ast.Pow():
            return power(left, right)
        case ast.BitAnd():
            return Logic("and", (left, right))
        case ast.BitOr():
            return Logic("or", (left, right))
    raise Unreadable(f"{type(op).__name__} is no mathematics")


def _call(function: ast.expr, arguments: list[Value]) -> Value:
    match function:
        case ast.Name(id=name) if name not in ("open", "Lopen", "Ropen"):
            pass
        case ast.Attribute(value=ast.Name(id="Interval"), attr=name) if name in SPANS:
            pass
        case ast.Attribute(value=ast.Name(id=module), attr=name) if module in MODULES and name in FUNCTIONS:
            pass
        case _:
            raise Unreadable("a call of what is no name")
    if name in FUNCTIONS:
        return FUNCTIONS[name](*arguments)
    if name in CONSTANTS or not arguments:
        raise Unreadable(f"{name} is no function")
    return sympy.Function(name)(*map(expression, arguments))
