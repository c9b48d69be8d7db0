"""Resource limits and capabilities of the template, inherited by every child.

The CPU limit here is only a backstop: verdicts come from the supervisor, which reads each child's CPU clock.
"""

import ctypes
import resource

from . import linux
from .syscalls import NUMBERS

CPU_BACKSTOP_SECONDS = 700
MAX_DESCRIPTORS = 24
_STACK_BYTES = 64 << 20
_CAPABILITY_VERSION_3 = 0x20080522


def apply_limits(memory_mb: int) -> None:
    """Bounds address space, CPU, descriptors and stack; no core dumps, no file growth. Skips what a system lacks."""
    wanted = {
        "RLIMIT_AS": memory_mb << 20,
        "RLIMIT_CPU": CPU_BACKSTOP_SECONDS,
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": MAX_DESCRIPTORS,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_SIGPENDING": 64,
        "RLIMIT_STACK": _STACK_BYTES,
    }
    for name, value in wanted.items():
        limit = getattr(resource, name, None)
        if limit is None:
            continue
        try:
            _, hard = resource.getrlimit(limit)
            bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(limit, (bound, bound))
        except (OSError, ValueError):
            if linux.IS_LINUX:
                raise


def drop_capabilities() -> None:
    """Gives up every capability, which matters when the caller is root."""
    if "capset" in NUMBERS:
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        linux.syscall(NUMBERS["capset"], header, (ctypes.c_uint32 * 6)())
