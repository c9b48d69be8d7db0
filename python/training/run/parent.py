"""Ends this process with the one that started it, however that ended.

A killed parent cannot stop its children, but its end of their stdin closes with it. A training that ran on would write where
the next run writes.
"""

from __future__ import annotations

import os
import threading

VARIABLE = "RSTAR_END_WITH_STDIN"
STDIN = 0


def end_with_parent() -> None:
    """Where the environment says that stdin is held open by the parent, ends the process at once when it closes."""
    if os.environ.get(VARIABLE) == "1":
        threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    while os.read(STDIN, 4096):  # not sys.stdin: a reader of its own at the interpreter's end is a fatal error
        pass
    os._exit(1)
