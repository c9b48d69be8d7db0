"""Which layers of the sandbox work here, found by using each one in a process that is thrown away."""

import errno
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

from . import landlock, linux, seccomp, syscalls

_SECCOMP, _SNAPSHOTS, _LANDLOCK = 1, 2, 4


@dataclass(frozen=True)
class Layers:
    """What works. `landlock` is the kernel's ABI, 0 for none; `snapshots` needs seccomp notifications."""

    seccomp: bool
    snapshots: bool
    landlock: int


def probe(*, use_seccomp: bool = True, use_landlock: bool = True) -> Layers:
    """Tries each layer that may be used."""
    if not linux.IS_LINUX:
        return Layers(False, False, 0)
    found = _in_child(_landlock_works) if use_landlock else 0
    if use_seccomp and syscalls.SUPPORTED:
        found |= _in_child(lambda: _seccomp_works(notify=False))
        found |= _in_child(lambda: _seccomp_works(notify=True))
    return Layers(bool(found & _SECCOMP), bool(found & _SNAPSHOTS), landlock.abi() if found & _LANDLOCK else 0)


def _in_child(check: Callable[[], int]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(check())
        except BaseException:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 0


def _seccomp_works(*, notify: bool) -> int:
    seccomp.forbid_new_privileges()
    seccomp.load(seccomp.template_filter())
    seccomp.load(seccomp.child_filter(may_fork=notify, allow_open=True), listening=notify)
    try:
        socket.socket(socket.AF_INET)
    except OSError as error:
        if error.errno == errno.ENOSYS:
            return _SNAPSHOTS if notify else _SECCOMP
    return 0


def _landlock_works() -> int:
    seccomp.forbid_new_privileges()
    if not landlock.restrict_to([]):
        return 0
    try:
        os.close(os.open("/", os.O_RDONLY))
    except PermissionError:
        return _LANDLOCK
    return 0
