"""How many solutions with a right answer are wrong inside? Compares what they bind with what the rules bind.

An answer such as True or an option letter is right by luck half the time. For each solution, the program of the
question's demonstration and the program of the solution are run, and the values of the one-letter names that the
question defines are compared: numbers and expressions by SymPy, functions by what they give, lists of roots as sets.

    python -m problems.audit < sft.jsonl > audit.jsonl

Reads "question", "answer" (taken as right), "solution" and, if there, "module". Writes question, answer, guessable,
verdict and the names behind it, in the order of the input:

    clean     every name that the answer depends on is bound, and every bound name has the demonstration's value
    poisoned  a value differs, or a name that the answer depends on is never bound
    unknown   the question is not covered by the rules, or a program failed or broke a limit; `reason` says which

This measures; it is no filter for training data, as it knows the way to each answer.

Covered: questions with any number of definitions. A name may be bound anywhere; what counts is the last value that is
no mere symbol. A question without definitions is clean, as there is nothing to compare. Not covered: mistakes that
leave all names right, as in the last step; values that stay inside a dictionary or a name of several letters (their
names are missing, hence poisoned). Programs run under the limits of check.py, which is no sandbox: give it solutions
that a sandbox has run before.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import inspect
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sympy

from problems.answers.check import Checker, Limits, Outcome, Program
from problems.answers.compare import Comparison, equal
from problems.rules.demonstrate import demonstrate

Record = dict[str, Any]

CODE_REGEXP = re.compile(r"<code>(.*?)<end_of_code>", re.DOTALL)
TAG_REGEXP = re.compile(r"<end_of_step>")
NUMBERS = (2, 3, 5, 7, -11)
"""Arguments for functions that cannot be applied to a symbol."""


def audit(records: Iterable[Record], *, workers: int = 1, limits: Limits = Limits()) -> Iterator[Record]:
    """Yields a verdict for each solution, in order."""
    finished: dict[int, Record] = {}
    next_index = 0
    with Checker(workers, limits) as checker:
        for program, outcome in checker.check(_programs(records)):
            index, record = program.key
            finished[index] = _row(record, outcome)
            while next_index in finished:
                yield finished.pop(next_index)
                next_index += 1


def is_guessable(question: str, answer: str) -> bool:
    """Says whether the answer is True, False or the letter of an option that the question lists."""
    text = answer.strip().lower()
    return text in ("true", "false") or (re.fullmatch(r"[a-z]", text) is not None and f"({text})" in question)


def program_of(solution: str) -> str | None:
    """Returns the program of a solution, without tags, or None where it has no finished one."""
    match = CODE_REGEXP.search(solution)
    return None if match is None else TAG_REGEXP.sub("", match[1])


def compare_programs(steps: Sequence[str], solution: str, answer: str) -> Record:
    """Runs a demonstration and the program of a solution in this process, and returns verdict and names.

    `steps` are the demonstration's; it must print `answer`. No value leaves the process.
    """
    values, output = bindings("\n".join(steps[:-1]), "\n".join(steps[-1:]))
    if not any(equal(output, answer, comparison) for comparison in Comparison):
        return _unknown("the demonstration has another answer")
    try:
        theirs, _ = bindings(solution)
    except BaseException as error:  # a program that exits has failed too
        return _unknown(f"the program failed: {type(error).__name__}")
    needed = needed_names(steps)
    names: dict[str, list[str]] = {"agreeing": [], "differing": [], "missing": []}
    for name, value in sorted(values.items()):
        if name in theirs:
            names["agreeing" if same(value, theirs[name]) else "differing"].append(name)
        elif name in needed:
            names["missing"].append(name)
    return {"verdict": "poisoned" if names["differing"] or names["missing"] else "clean", **names}


def bindings(program: str, more: str = "") -> tuple[dict[str, Any], str]:
    """Runs a program, then `more` of it. Returns the values of the program's one-letter names, and what both printed.

    A name's value is the last that is no symbol of that name. What `more` binds is left out.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    values: dict[str, Any] = {}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for statement in ast.parse(program).body:
            exec(compile(ast.Module([statement], []), "<program>", "exec"), namespace)
            for name in stored_names(statement):
                if len(name) == 1 and name in namespace and namespace[name] != sympy.Symbol(name):
                    values[name] = namespace[name]
        exec(compile(more, "<program>", "exec"), namespace)
    return values, printed.getvalue().strip()


def stored_names(statement: ast.AST) -> set[str]:
    """Returns the names that a statement binds, at any depth."""
    nodes = list(ast.walk(statement))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    return stored | defined


def needed_names(steps: Sequence[str]) -> set[str]:
    """Returns the names that a demonstration's steps but the last bind and on which its last step depends."""
    needed: set[str] = set()
    live: set[str] = set()
    for number, step in reversed(list(enumerate(steps, start=1))):
        for statement in reversed(ast.parse(step).body):
            targets = stored_names(statement)
            if isinstance(statement, ast.Assign) and not targets & live:
                continue
            if number < len(steps) and not _declares(statement):
                needed |= {name for name in targets & live if len(name) == 1}
            live = (live - targets) | _loaded_names(statement)
    return needed


def same(mine: Any, theirs: Any) -> bool:
    """Says whether two values are equal: numbers and expressions, functions of them, or lists in any order."""
    if _is_function(mine):
        return _same_function(mine, theirs)
    if _is_function(theirs):
        return False
    left, right = _elements(mine), _elements(theirs)
    if len(left) != len(right):
        return False
    for value in left:
        match = next((index for index, other in enumerate(right) if _same_value(value, other)), None)
        if match is None:
            return False
        del right[match]
    return True


def _same_function(mine: Any, theirs: Any) -> bool:
    variables = [str(parameter) for parameter in _parameters(mine)]
    if not _is_function(theirs):  # an expression in the function's own variable
        return not isinstance(theirs, (list, tuple, dict)) and same(mine(*map(sympy.Symbol, variables)), theirs)
    if len(_parameters(theirs)) != len(variables):
        return False
    symbols = [sympy.Dummy(name) for name in variables]
    try:
        return same(mine(*symbols), theirs(*symbols))
    except TypeError:  # a Python function that wants numbers
        samples = [[sympy.Integer(number + shift) for shift in range(len(variables))] for number in NUMBERS]
        return all(same(mine(*sample), theirs(*sample)) for sample in samples)


def _is_function(value: Any) -> bool:
    return isinstance(value, sympy.Lambda) or inspect.isfunction(value)


def _parameters(function: Any) -> Sequence[Any]:
    return function.variables if isinstance(function, sympy.Lambda) else list(inspect.signature(function).parameters)


def _elements(value: Any) -> list[Any]:
    """Returns a list's elements; of a single value, that value: `[5]` and 5 are alike."""
    return list(value) if isinstance(value, (list, tuple, set, sympy.Tuple, sympy.FiniteSet)) else [value]


def _same_value(mine: Any, theirs: Any) -> bool:
    try:
        left, right = sympy.sympify(mine, strict=True), sympy.sympify(theirs, strict=True)
    except sympy.SympifyError:  # text and the like
        return mine == theirs
    if left == right:
        return True
    if not isinstance(left, sympy.Expr) or not isinstance(right, sympy.Expr):
        return False
    return sympy.simplify(left - right) == 0


def _declares(statement: ast.AST) -> bool:
    """Says whether a statement makes symbols."""
    value = getattr(statement, "value", None)
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "symbols"


def _loaded_names(statement: ast.AST) -> set[str]:
    """Returns the names that a statement reads; the parameters of its functions are not among them."""
    nodes = list(ast.walk(statement))
    parameters = {node.arg for node in nodes if isinstance(node, ast.arg)}
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)} - parameters


def _programs(records: Iterable[Record]) -> Iterator[Program]:
    """Wraps each comparison in a program that prints its verdict, so that it runs under limits."""
    for index, record in enumerate(records):
        steps = demonstrate(record["question"], record.get("module", ""))
        solution = program_of(record["solution"])
        if steps is None or solution is None:
            verdict = _unknown("not covered by the rules" if steps is None else "no program")
            yield Program((index, record), f"print({json.dumps(verdict)!r})", "")
            continue
        arguments = f"{steps!r}, {solution!r}, {str(record['answer'])!r}"
        imports = "import json\nfrom problems.audit import compare_programs"
        text = f"{imports}\nprint(json.dumps(compare_programs({arguments})))"
        yield Program((index, record), text, "")


def _row(record: Record, outcome: Outcome) -> Record:
    question, answer = record["question"], str(record["answer"])
    verdict = _unknown(f"the comparison failed: {outcome.error}") if outcome.error else json.loads(outcome.output)
    return {"question": question, "answer": answer, "guessable": is_guessable(question, answer), **verdict}


def _unknown(reason: str) -> Record:
    return {"verdict": "unknown", "reason": reason}


def summary(rows: Iterable[Record]) -> str:
    """Returns the counts of the verdicts for answers that can be guessed and for others, and why some are unknown."""
    verdicts: Counter[tuple[bool, str]] = Counter()
    reasons: Counter[str] = Counter()
    for row in rows:
        verdicts[row["guessable"], row["verdict"]] += 1
        if "reason" in row:
            reasons[row["reason"].split(":")[0]] += 1
    lines = [f"{'answers':12} {'clean':>8} {'poisoned':>8} {'unknown':>8} {'poisoned %':>10}"]
    for guessable, name in ((True, "guessable"), (False, "other")):
        clean, poisoned, unknown = (verdicts[guessable, verdict] for verdict in ("clean", "poisoned", "unknown"))
        share = f"{100 * poisoned / (clean + poisoned):10.1f}" if clean + poisoned else f"{'-':>10}"
        lines.append(f"{name:12} {clean:8} {poisoned:8} {unknown:8} {share}")
    return "\n".join([*lines, *(f"unknown: {reason}: {count}" for reason, count in reasons.most_common())])


def _read(lines: Iterable[str]) -> Iterator[Record]:
    return (json.loads(line) for line in lines if line.strip())


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads solutions from standard input, prints verdicts, and counts them on standard error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=1, help="processes that run programs (default 1)")
    options = parser.parse_args(arguments)
    rows: list[Record] = []
    for row in audit(_read(sys.stdin), workers=options.workers):
        print(json.dumps(row))
        rows.append(row)
    print(summary(rows), file=sys.stderr)


if __name__ == "__main__":
    from problems.audit import main as imported_main  # before the fork, under the name that the children know

    imported_main()
