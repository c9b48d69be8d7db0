/**
 * Writes the Python program that renders an answer with SymPy in the sandbox. The answer reaches it as a JSON string literal; it
 * prints its forms as one line of JSON, or nothing where the answer is no maths.
 *
 * @module
 */
import { pythonLiteral } from "../verifier/python_literal.ts";

const SOURCE = String.raw`
import ast, contextlib, io, json, logging, re
logging.disable(logging.CRITICAL)
import sympy
from sympy.parsing.sympy_parser import parse_expr

NAME = re.compile(r"[A-Za-z](_?\d+)?|alpha|beta|gamma|delta|epsilon|theta|lamda|mu|rho|sigma|tau|phi|omega")
RELATIONS = {ast.Eq: "=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
TURNED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE, ast.Eq: ast.Eq}
CALLED = {"Eq": ast.Eq, "Lt": ast.Lt, "Le": ast.LtE, "Gt": ast.Gt, "Ge": ast.GtE}
FRACTIONS = ("Fraction", "Rational")

def value(text):
    parsed = parse_expr(text, local_dict={"Fraction": sympy.Rational})
    if isinstance(parsed, (bool, int, float, complex)):
        parsed = sympy.sympify(parsed)
    if not isinstance(parsed, (sympy.Basic, sympy.MatrixBase)):
        raise ValueError("no maths")
    undefined = parsed.atoms(sympy.core.function.AppliedUndef) if isinstance(parsed, sympy.Basic) else ()
    names = [str(symbol) for symbol in parsed.free_symbols] + [str(call.func) for call in undefined]
    if not all(NAME.fullmatch(name) for name in names):
        raise ValueError("words")
    return parsed

def latex_of(text):
    parsed = value(text)
    written = lambda e: re.sub(r"\s", "", str(e))
    return sympy.latex(parsed if written(parsed) == re.sub(r"\s", "", text) else parse_expr(text, evaluate=False))

def plain_of(text):
    value(text)
    return re.sub(r"\bI\b", "i", text.replace("**", "^"))

def is_infinite(node):
    return ast.unparse(node) in ("oo", "-oo")

class Form:
    def __init__(self, text, leaf, latex):
        self.text, self.leaf, self.latex = text, leaf, latex

    def of(self, node, top=False):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if isinstance(node, ast.List) or isinstance(node, ast.Tuple) and top:
            return self.all(node.elts) or ("\\varnothing" if self.latex else "none")
        if isinstance(node, ast.Tuple):
            return self.within("(", self.all(node.elts), ")")
        if isinstance(node, ast.Set) or name == "FiniteSet":
            return self.within("{", self.all(node.args if name else node.elts), "}")
        if isinstance(node, ast.Dict):
            return ", ".join(self.of(key) + " = " + self.of(item) for key, item in zip(node.keys, node.values))
        if isinstance(node, ast.Name) and node.id in ("EmptySet", "S.EmptySet") or name == "set" and not node.args:
            return "\\varnothing" if self.latex else "none"
        if name in CALLED and len(node.args) == 2:
            return self.relation(node.args[0], CALLED[name], node.args[1])
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in RELATIONS:
            return self.relation(node.left, type(node.ops[0]), node.comparators[0])
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)):
            word = "and" if isinstance(node.op, ast.BitAnd) else "or"
            parts = [part for part in (self.of(node.left), self.of(node.right)) if part]
            return (r" \text{ %s } " % word if self.latex else " %s " % word).join(parts)
        if name in FRACTIONS and len(node.args) == 2:
            return self.leaf("%s/%s" % tuple(map(ast.unparse, node.args)))
        return self.leaf(ast.get_source_segment(self.text, node))

    def all(self, nodes):
        return ", ".join(map(self.of, nodes))

    def within(self, opening, content, closing):
        if not self.latex:
            return opening + content + closing
        escaped = {"{": "\\{", "}": "\\}"}
        return r"\left%s%s\right%s" % (escaped.get(opening, opening), content, escaped.get(closing, closing))

    def relation(self, left, relation, right):
        if is_infinite(left) or is_infinite(right):
            return "" # SymPy's bounds at infinity say nothing
        if isinstance(left, ast.Constant) and isinstance(right, ast.Name):
            left, relation, right = right, TURNED[relation], left
        sign = RELATIONS[relation]
        signs = {"<=": r"\leq", ">=": r"\geq"} if self.latex else {}
        return "%s %s %s" % (self.of(left), signs.get(sign, sign), self.of(right))

def forms(text):
    if "\\" in text:
        from math_verify import parse
        parsed = [e for e in parse("$" + text + "$", parsing_timeout=None) if isinstance(e, sympy.Basic)]
        return {"plain": text if parsed[0].free_symbols else plain_of(str(parsed[0])), "latex": text, "python": str(parsed[0])}
    node = ast.parse(text.strip(), mode="eval").body
    bare = isinstance(node, ast.Tuple) and not ast.get_source_segment(text, node).startswith("(")
    plain, latex = (Form(text, leaf, leaf is latex_of).of(node, top=bare) for leaf in (plain_of, latex_of))
    return {"plain": plain, "latex": latex, "python": text}
`;

/** The program that prints the forms of a text in SymPy's notation or in LaTeX. */
export function formsProgram(text: string): string {
  return `${SOURCE}
try:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        line = json.dumps(forms(${pythonLiteral(text)}))
    print(line)
except Exception:
    pass
`;
}
