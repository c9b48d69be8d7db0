"""Runs one step's source in the program's namespace and says what came of it.

This code shares its process with the step, so nothing it reports can be trusted; it only has to be right for programs
that do not attack it. Functions of this module keep their own copy of the builtins, so that a program which replaces
`len` or `open` hurts only itself.
"""

import __future__

import ast
import builtins
import functools
import io
import operator
import signal
import sys
from signal import (
    ITIMER_PROF,
    ITIMER_REAL,
    ITIMER_VIRTUAL,
    SIG_DFL,
    SIGALRM,
    SIGPROF,
    SIGVTALRM,
    setitimer,
)
from types import CodeType

from .bounded_text import BoundedText, shorten
from .frames import DONE, OUT_OF_MEMORY, RAISED
from .msft_output import Printed, print_label

globals()["__builtins__"] = dict(vars(builtins))

_FUTURE_FLAGS = functools.reduce(
    operator.or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)
# Freed when a step fails, so that one which ran out of memory can still be reported. Taken once: taken by each step, it
# would come out of the heap from the third on, which is cleared first, page by page.
_RESERVE_BYTES = 1 << 21
_MAX_NAME_LENGTH = 100
_TIMERS = ((ITIMER_REAL, SIGALRM), (ITIMER_VIRTUAL, SIGVTALRM), (ITIMER_PROF, SIGPROF))
_set_signal, _set_trace, _set_profile = signal.signal, sys.settrace, sys.setprofile


class _Output(io.TextIOBase):
    """A standard stream whose text goes to bounded buffers, or nowhere."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self) -> None:
        self.sinks: tuple[BoundedText, ...] = ()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        for sink in self.sinks:
            sink.write(text)
        return len(text)


class StepRunner:
    """One program: its namespace, and what its steps have printed."""

    def __init__(self, namespace: dict[str, object]) -> None:
        self._namespace = namespace
        self._printed = Printed()
        self._lines = 0
        self._flags = 0
        self._reserve = bytes(_RESERVE_BYTES)

    def run(self, source: str, style: str) -> tuple[bytes, str]:
        """Runs a step; returns how it ended and its observation in `style`: `stdout`, `msft` or `notebook`."""
        step_text, stdout, stderr = BoundedText(), _Output(), _Output()
        sys.stdout, sys.stderr = stdout, stderr
        try:
            value = self._execute(source, stdout, step_text)
            text = self._printed.render(value) if style == "msft" else step_text.text().rstrip()
            if style == "notebook" and text == "" and value is not None:
                text = shorten(str.__str__(str(value)))
            return DONE, text
        except BaseException as error:
            self._reserve = b""
            # The traceback would keep the failed step's variables alive.
            error.__traceback__ = None
            outcome = OUT_OF_MEMORY if isinstance(error, MemoryError) else RAISED
            return outcome, _describe(error)
        finally:
            _disarm()

    def _execute(self, source: str, stdout: _Output, step_text: BoundedText) -> object:
        # Line numbers count from the program's first line, as if all steps were one file.
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        numbered = "\n" * self._lines + source
        self._lines += source.count("\n") + (not source.endswith("\n"))
        statements = ast.parse(numbered).body
        lines = numbered.encode("utf-8").split(b"\n")
        value, pending = None, []
        stdout.sinks = (step_text, self._printed.begin(None))
        for statement in statements:
            label = print_label(statement, lines)
            last_value = statement.value if statement is statements[-1] and isinstance(statement, ast.Expr) else None
            if label is None and last_value is None:
                pending.append(statement)
                continue
            self._exec(pending)
            pending = []
            if label is not None:
                stdout.sinks = (step_text, self._printed.begin(label))
            if last_value is not None:
                value = eval(self._compile(ast.Expression(last_value), "eval"), self._namespace)
            else:
                self._exec([statement])
            stdout.sinks = (step_text, self._printed.begin(None))
        self._exec(pending)
        return value

    def _exec(self, statements: list[ast.stmt]) -> None:
        if statements:
            exec(self._compile(ast.Module(statements, []), "exec"), self._namespace)

    def _compile(self, tree: ast.Module | ast.Expression, mode: str) -> CodeType:
        code: CodeType = compile(tree, "<step>", mode, flags=self._flags, dont_inherit=True)
        self._flags |= code.co_flags & _FUTURE_FLAGS
        return code


def _describe(error: BaseException) -> str:
    try:
        message = str.__str__(str(error))
    except BaseException:
        message = "<message could not be made>"
    name = type.__dict__["__name__"].__get__(type(error))
    return shorten(f"{str.__str__(name)[:_MAX_NAME_LENGTH]}: {message}")


def _disarm() -> None:
    """Takes back what would go on running in an idle snapshot."""
    try:
        _set_trace(None)
        _set_profile(None)
        for timer, number in _TIMERS:
            setitimer(timer, 0)
            _set_signal(number, SIG_DFL)
    except BaseException:
        pass
