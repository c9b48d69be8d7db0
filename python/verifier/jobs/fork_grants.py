"""Answers children that ask to fork: once for a snapshot that was woken for it, never for any other.

A child's clone call stops in the kernel until this answers it. Reading the request can block for good when the caller was
killed after it was announced, so a timer interrupts it. A process that keeps asking is killed: each request costs the
supervisor a turn.
"""

import errno
import fcntl
import os
import select
import signal
import struct

_RECEIVE, _SEND = 0xC0502100, 0xC0182101  # SECCOMP_IOCTL_NOTIF_RECV, SECCOMP_IOCTL_NOTIF_SEND
_REQUEST_SIZE = 80
_REQUEST = struct.Struct("<QI")  # struct seccomp_notif: u64 id; u32 pid; …
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


class Listener:
    """The descriptor on which one family of children (a pool child and all forked from it) asks to fork."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.users = 0

    def read_request(self) -> tuple[int, int] | None:
        """The next request's id and the caller's process id; None where it went away.

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
        return _REQUEST.unpack_from(request)

    def answer(self, request: int, *, granted: bool) -> None:
        """Lets the fork go on, or makes it fail with EPERM."""
        if granted:
            answer = _ANSWER.pack(request, 0, 0, _CONTINUE)
        else:
            answer = _ANSWER.pack(request, 0, -errno.EPERM, 0)
        try:
            fcntl.ioctl(self.descriptor, _SEND, bytearray(answer), True)
        except OSError:
            pass  # the caller was killed meanwhile

    def close(self) -> None:
        os.close(self.descriptor)
