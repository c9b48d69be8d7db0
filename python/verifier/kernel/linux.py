"""The few kernel calls that Python does not offer, through ctypes. Everything here raises OSError on failure."""

import ctypes
import gc
import os
import sys

from .syscalls import NUMBERS

IS_LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)
_locked = ctypes.PyDLL(None, use_errno=True)  # keeps the interpreter's lock

PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_SET_THP_DISABLE = 4, 36, 38, 41
SIBLING_FLAGS = 0x8000 | 17
"""What `fork_sibling` passes to clone: CLONE_PARENT | SIGCHLD."""
_ADDR_NO_RANDOMIZE = 0x0040000
_MADV_COLLAPSE = 25
_HUGE_PAGE_BITS = 21


def syscall(number: int, *arguments: object) -> int:
    result: int = _libc.syscall(number, *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"system call {number}: {os.strerror(code)}")
    return result


def prctl(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        code = ctypes.get_errno()
        raise OSError(code, f"prctl {option}: {os.strerror(code)}")


def bare_fork() -> int:
    """fork(2) in a process of one thread, without what the interpreter does for others after a fork.

    Its hooks put locks and threads right, and seed `random` anew: all of it writes to pages, which are then copied.
    """
    return _forked(_locked.fork())


def fork_sibling() -> int:
    """Forks a child that is its caller's parent's, a sibling of the caller; otherwise like `bare_fork`.

    The C library is not told: it keeps the caller's thread id for the child's only thread, which nothing here reads.
    A machine without a table of system calls gets an ordinary child.
    """
    if "clone" not in NUMBERS:
        return bare_fork()
    arguments = (NUMBERS["clone"], SIBLING_FLAGS, 0, 0, 0, 0)
    return _forked(_locked.syscall(*map(ctypes.c_long, arguments)))


def _forked(pid: int) -> int:
    if pid < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"fork: {os.strerror(code)}")
    return pid


def fix_addresses() -> bool:
    """Turns address randomisation off for programs that this process executes; False where a container forbids it."""
    return IS_LINUX and bool(_libc.personality(ctypes.c_ulong(_ADDR_NO_RANDOMIZE)) != -1)


def collapse_heap() -> int:
    """Joins the heap's 4 KiB pages into 2 MiB ones: a fork then copies one table entry where it copied 512.

    Returns how many of those that hold a Python object could be joined (0 before Linux 6.1).
    """
    if not IS_LINUX:
        return 0
    pages = {id(item) >> _HUGE_PAGE_BITS for item in gc.get_objects()}
    for module in list(sys.modules.values()):
        pages.update(id(value) >> _HUGE_PAGE_BITS for value in vars(module).values())
    return sum(_collapse_huge_page(page) for page in sorted(pages))


def _collapse_huge_page(page: int) -> bool:
    start = ctypes.c_void_p(page << _HUGE_PAGE_BITS)
    return bool(_libc.madvise(start, ctypes.c_size_t(1 << _HUGE_PAGE_BITS), _MADV_COLLAPSE) == 0)
