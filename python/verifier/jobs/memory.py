"""The memory that a child holds, from the kernel, at the price of one small file of /proc.

Resident sizes do not tell it: what a child has written over is counted like what it still shares with the template, and a
shared mapping that it has let go of is not counted at all. Page faults do. A page that is a child's own took one, as
programs cannot have huge pages; where nothing shared is mapped, a child holds at most its faults and those by which the
processes that it was forked from had come to hold theirs.
"""

import os
from typing import NamedTuple

_PAGE = os.sysconf("SC_PAGE_SIZE")
_STOPPED = b"T"
_MAX_PLAUSIBLE_BYTES = 8 << 20  # below it, faults are taken as they are


class Memory(NamedTuple):
    """What /proc says of a process. `bytes` is at least what it has made its own since it was forked."""

    is_stopped: bool
    bytes: int


def measure(pid: int) -> Memory | None:
    """The memory of a process, None where /proc does not say."""
    try:
        fields = _read(pid, "stat").rpartition(b")")[2].split()
        held = (int(fields[7]) + int(fields[9])) * _PAGE
        if held > _MAX_PLAUSIBLE_BYTES:
            held = min(held, anonymous_bytes(pid))  # a page may have been touched again after each of many forks
    except (OSError, ValueError, IndexError):
        return None
    return Memory(fields[0] == _STOPPED, held)


def anonymous_bytes(pid: int) -> int:
    """The anonymous memory in a process, whosever it was first. Raises OSError where /proc does not say."""
    _, resident, shared, *_ = _read(pid, "statm").split()
    return (int(resident) - int(shared)) * _PAGE


def descriptors(pid: int) -> int:
    """How many descriptors a process has open; 0 where the kernel does not say (before Linux 6.2)."""
    try:
        return os.stat(f"/proc/{pid}/fd").st_size
    except OSError:
        return 0


def _read(pid: int, name: str) -> bytes:
    descriptor = os.open(f"/proc/{pid}/{name}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, 4096)
    finally:
        os.close(descriptor)


class Holding:
    """The memory that a process came to hold, which what was forked from it may still hold after its end."""

    def __init__(self, parent: "Holding | None") -> None:
        self._parent = parent
        self._users = 1
        self.bytes = 0
        if parent is not None:
            parent._users += 1

    def with_inherited(self) -> int:
        """At most what the process would hold alone."""
        total = 0
        holding: Holding | None = self
        while holding is not None:
            total += holding.bytes
            holding = holding._parent
        return total

    def release(self) -> int:
        """The process has ended; returns how many bytes nobody holds any more."""
        freed = 0
        holding: Holding | None = self
        while holding is not None:
            holding._users -= 1
            if holding._users:
                break
            freed += holding.bytes
            holding = holding._parent
        return freed
