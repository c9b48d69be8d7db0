"""Runs programs as the paper's released code does: each from its first line, all in this process, in one namespace.

A line of JSON comes in, the program's steps; one goes out, what it printed or the error. No isolation, no memory limit.
"""

import contextlib
import io
import json
import signal
import sys

import sympy  # noqa: F401  what a program imports is loaded already, as it is after the first programs

_LIMIT_SECONDS = 30


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError(f"longer than {_LIMIT_SECONDS} s")


signal.signal(signal.SIGALRM, _too_long)
for line in sys.stdin:
    printed = io.StringIO()
    signal.alarm(_LIMIT_SECONDS)
    try:
        with contextlib.redirect_stdout(printed):
            exec("\n".join(json.loads(line)), globals())
        reply = printed.getvalue()
    except Exception as error:
        reply = f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)
    print(json.dumps(reply), flush=True)
