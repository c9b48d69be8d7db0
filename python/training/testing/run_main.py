"""Runs a training program in this process, for tests."""

from __future__ import annotations

import contextlib
import io
import json
import signal
from collections.abc import Callable, Iterator
from typing import Any


class _Events(io.StringIO):
    def __init__(self, on_line: Callable[[str], None]) -> None:
        super().__init__()
        self._on_line = on_line

    def write(self, text: str) -> int:
        self._on_line(text)
        return super().write(text)


@contextlib.contextmanager
def _signals_kept() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_main(
    main: Callable[[list[str]], None], *args: object, on_line: Callable[[str], None] = lambda _: None
) -> tuple[list[dict[str, Any]], int]:
    """Runs a program in this process. Returns its JSON lines and its exit code; `on_line` gets each as it is written."""
    output, code = _Events(on_line), 0
    with _signals_kept(), contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
        try:
            main([str(arg) for arg in args])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return [json.loads(line) for line in output.getvalue().splitlines()], code
