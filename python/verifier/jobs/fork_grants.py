"""What children ask of the supervisor: to fork, granted once to a snapshot that was woken for it, and to share memory.

A child's system call stops in the kernel until this answers it. Reading the request can block for good when the caller was
killed after it was announced, so a timer interrupts it. A process that keeps asking to fork is killed: each request costs
the supervisor a turn. What is asked is in registers, hence cannot be changed between the question and the answer.
"""

import errno
import fcntl
import os
import select
import signal
import struct
from typing import NamedTuple

from ..kernel.linux import SIBLING_FLAGS
from ..kernel.syscalls import NUMBERS

_RECEIVE, _SEND = 0xC0502100, 0xC0182101  # SECCOMP_IOCTL_NOTIF_RECV, SECCOMP_IOCTL_NOTIF_SEND
_REQUEST_SIZE = 80
# struct seccomp_notif: u64 id; u32 pid; u32 flags; then its seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[]
_REQUEST = struct.Struct("<QI4xi4x8xQ")
_ANSWER = struct.Struct("<QqiI")  # struct seccomp_notif_resp: u64 id; s64 val; s32 error; u32 flags
_CONTINUE = 1
_GUARD_SECONDS = 0.02


class _Interrupted(Exception):
    pass


def _interrupt(_number: int, _frame: object) -> None:
    raise _Interrupted


def install_guard() -> None:
    """Sets the handler of the timer that bounds a read."""
    signal.signal(signal.SIGALRM, _interrupt)


class Request(NamedTuple):
    """A system call that waits for its answer. `pid` is in this process's namespace."""

    id: int
    pid: int
    call: int
    argument: int

    @property
    def shares_memory(self) -> bool:
        return self.call == NUMBERS["mmap"]

    @property
    def forks_sibling(self) -> bool:
        """Whether it would make a child of this process; any other fork would make one of the caller's."""
        return self.call == NUMBERS["clone"] and self.argument == SIBLING_FLAGS


class Listener:
    """The descriptor on which one family of children (a pool child and all forked from it) asks."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.users = 0

    def read_request(self) -> Request | None:
        """The next request; None where its caller went away.

        Raises OSError when no process uses the filter any more.
        """
        poller = select.poll()
        poller.register(self.descriptor, select.POLLIN)
        ready = poller.poll(0)
        if not ready:
            return None
        if not ready[0][1] & select.POLLIN:
            raise OSError(errno.ENOTCONN, "nobody is left to ask")
        request = bytearray(_REQUEST_SIZE)
        try:
            signal.setitimer(signal.ITIMER_REAL, _GUARD_SECONDS)
            try:
                fcntl.ioctl(self.descriptor, _RECEIVE, request, True)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except _Interrupted:
            if not any(
                request
            ):  # else it was read, and only what came after it was slow: its caller waits for an answer
                return None
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EINTR):
                return None
            raise
        return Request(*_REQUEST.unpack_from(request))

    def answer(self, request: Request, *, granted: bool) -> None:
        """Lets the call go on, or makes it fail with EPERM."""
        if granted:
            answer = _ANSWER.pack(request.id, 0, 0, _CONTINUE)
        else:
            answer = _ANSWER.pack(request.id, 0, -errno.EPERM, 0)
        try:
            fcntl.ioctl(self.descriptor, _SEND, bytearray(answer), True)
        except OSError:
            pass  # the caller was killed meanwhile

    def close(self) -> None:
        os.close(self.descriptor)
