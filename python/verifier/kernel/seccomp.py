"""The seccomp filters: what the template may call, and the less that a child may.

Stage 1, loaded in the template and inherited, lists what may be called. Anything else answers ENOSYS rather than killing,
so that a library which probes for a call does without it. Stage 2, loaded in each child before it sees any code, only
takes away: the kernel follows the stricter of both. It is kept short, as every execution pays for loading it.

A child that may become a snapshot must be able to fork, yet must not fork by itself: its clone is sent to the supervisor
(SECCOMP_RET_USER_NOTIF), which grants exactly one for each fork that it asked for. What is granted makes a child of the
supervisor (CLONE_PARENT), whoever called. Mapping shared memory is sent to it as well, as a fork does not copy that: a
program that has any is not forked.

Covered: files for writing, sockets, exec, threads, ptrace, mounts, keys, signals to others, changed limits.
Not covered: reading files (Landlock or `allow_open=False`), kernel bugs in the allowed calls.
"""

import ctypes
import errno
from collections.abc import Callable

from . import linux
from .bpf import (
    ALLOW,
    ERRNO,
    USER_NOTIFICATION,
    Filter,
    jump_equal,
    load_argument,
    program,
    returns,
)
from .syscalls import NUMBERS

_ALWAYS = (
    "read write close fstat stat lstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn pread64 "
    "readv writev access faccessat faccessat2 poll ppoll select pselect6 sched_yield mremap madvise dup dup2 dup3 pause "
    "nanosleep getitimer alarm setitimer getpid exit uname getcwd readlink readlinkat gettimeofday getrlimit getrusage "
    "sysinfo times getuid getgid geteuid getegid getppid getpgrp getpgid getsid getgroups getresuid getresgid "
    "rt_sigpending rt_sigtimedwait sigaltstack arch_prctl gettid time futex sched_getaffinity getdents64 "
    "set_tid_address restart_syscall clock_gettime clock_getres clock_nanosleep exit_group newfstatat set_robust_list "
    "getcpu getrandom membarrier statx rseq"
).split()
_TEMPLATE_ONLY = (
    "sendmsg recvmsg sendto recvfrom wait4 seccomp prctl prlimit64 setrlimit close_range kill tgkill"
).split()
_FORK_MESSAGES = ("recvmsg", "sendmsg")
_REFUSED = "kill tgkill prctl seccomp setrlimit execve fork vfork setsid setpgid".split()
_OPENING = "open openat access faccessat faccessat2 readlink readlinkat getdents64 statx".split()
_STATING = "stat lstat newfstatat".split()

# O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | the bit that only O_TMPFILE has.
_OPEN_FOR_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000 | 0o20000000
# What may be granted, and what fork() passes, which never is but is asked for, so that it can be counted: glibc adds
# CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID to SIGCHLD, musl does not.
_FORK_FLAGS = [linux.SIBLING_FLAGS, 0x01200011, 0x11]
_MAP_SHARED, _MAP_HUGETLB = 0x01, 0x40000
# MADV_NORMAL to MADV_DONTNEED, MADV_FREE, MADV_HUGEPAGE to MADV_DODUMP. Of the rest some hide memory from the count of what
# a process holds (MADV_PAGEOUT, MADV_COLLAPSE, MADV_MERGEABLE), some hide it from a fork (MADV_DONTFORK, MADV_WIPEONFORK).
_MEMORY_ADVICE = [0, 1, 2, 3, 4, 8, 14, 15, 16, 17]
_TERMINAL_REQUESTS = [0x5401, 0x5413, 0x541B, 0x5450, 0x5451]  # TCGETS TIOCGWINSZ FIONREAD FIONCLEX FIOCLEX
# F_DUPFD F_GETFD F_SETFD F_GETFL F_DUPFD_CLOEXEC; F_SETOWN and F_SETSIG would send signals.
_DESCRIPTOR_COMMANDS = [0, 1, 2, 3, 1030]
_SECCOMP_SET_MODE_FILTER, _FLAG_NEW_LISTENER = 1, 8


def _error(code: int) -> int:
    return ERRNO | code


def template_filter() -> bytes:
    """Stage 1: what a child may call, and what it takes to fork children and to restrict them."""
    rules = Filter(default=_error(errno.ENOSYS))
    rules.answer(ALLOW, *_ALWAYS, *_TEMPLATE_ONLY)
    for name, index in (("open", 1), ("openat", 2)):
        rules.argument_clear(name, index, _OPEN_FOR_WRITING, then=ALLOW, otherwise=_error(errno.EROFS))
    rules.argument_in("ioctl", 1, _TERMINAL_REQUESTS, then=ALLOW, otherwise=_error(errno.ENOTTY))
    rules.argument_in("fcntl", 1, _DESCRIPTOR_COMMANDS, then=ALLOW, otherwise=_error(errno.EPERM))
    rules.argument_in("clone", 0, _FORK_FLAGS, then=ALLOW, otherwise=_error(errno.EPERM))
    return rules.assemble()


def child_filter(*, may_fork: bool, allow_open: bool) -> bytes:
    """Stage 2. `may_fork`: a fork asks the supervisor. `allow_open`: files may be opened for reading."""
    rules = Filter(default=ALLOW)
    rules.answer(_error(errno.ENOSYS), *(name for name in _TEMPLATE_ONLY if not (may_fork and name in _FORK_MESSAGES)))
    if not allow_open:
        rules.answer(_error(errno.EACCES), *_OPENING)
        rules.answer(_error(errno.ENOENT), *_STATING)
    rules.answer(_error(errno.EPERM), *_REFUSED)
    # prlimit64 may read the caller's own limits: pid 0, and both halves of the new-limit pointer null.
    own_limits = [load_argument(0), jump_equal(0, 0, 5), load_argument(2), jump_equal(0, 0, 3)]
    own_limits += [load_argument(2, high=True), jump_equal(0, 0, 1), returns(ALLOW), returns(_error(errno.EPERM))]
    rules.block(own_limits, "prlimit64")
    rules.argument_in("madvise", 2, _MEMORY_ADVICE, then=ALLOW, otherwise=_error(errno.EINVAL))
    if may_fork:
        rules.argument_in("clone", 0, _FORK_FLAGS, then=USER_NOTIFICATION, otherwise=_error(errno.EPERM))
        rules.argument_clear("mmap", 3, _MAP_SHARED | _MAP_HUGETLB, then=ALLOW, otherwise=USER_NOTIFICATION)
    else:
        rules.answer(_error(errno.EPERM), "clone")
    return rules.assemble()


def forbid_new_privileges() -> None:
    """What the kernel demands before an unprivileged process may load a filter."""
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)


def load(code: bytes, *, listening: bool = False) -> int:
    """Loads a filter into the calling process for good. `listening`: returns the descriptor that requests arrive on."""
    return loader(code, listening=listening)()


def loader(code: bytes, *, listening: bool = False) -> Callable[[], int]:
    """Prepares `load` as far as can be: what is left takes a child that was forked a third of the time."""
    prepared = program(code)
    flags = _FLAG_NEW_LISTENER if listening else 0
    return lambda: linux.syscall(NUMBERS["seccomp"], _SECCOMP_SET_MODE_FILTER, flags, ctypes.byref(prepared))
