"""A child: takes commands from the supervisor on descriptor 3, runs steps, and forks where it is a snapshot.

The descriptors that a program can see are 0, 1, 2 (/dev/null) and 3, on which it can only impersonate itself.
"""

import builtins
import struct
from collections.abc import Callable
from os import _exit, close, dup2, fstat, getpid, read, write
from select import POLLIN, POLLNVAL, poll
from signal import sigpending
from socket import SCM_RIGHTS, SOL_SOCKET, socket

from ..kernel.limits import MAX_DESCRIPTORS
from ..kernel.linux import fork_sibling
from .frames import CHANNEL, DONE, DONE_UNCOPYABLE, HEADER, HELLO, LENGTH, STYLES
from .step_runner import StepRunner

globals()["__builtins__"] = dict(vars(builtins))

_DESCRIPTOR = struct.Struct("i")
_NULL = fstat(0).st_rdev  # in the template 0, 1 and 2 are /dev/null
_OTHER_DESCRIPTORS = range(CHANNEL + 1, MAX_DESCRIPTORS)
_others = poll()
for _number in _OTHER_DESCRIPTORS:
    _others.register(_number, POLLIN)
_others.poll(0)  # makes its table once


def start(channel: socket, runner: StepRunner, load_filter: Callable[[], int], *, may_fork: bool) -> None:
    """Restricts this freshly forked process, greets the supervisor and serves commands. Does not return.

    `channel`: a socket object of `CHANNEL`, made before the fork, as making one writes to pages.
    `may_fork`: `load_filter` gives a descriptor, on which the supervisor is asked for forks.
    """
    listener = load_filter()
    if may_fork:
        channel.sendmsg([_hello()], [(SOL_SOCKET, SCM_RIGHTS, _DESCRIPTOR.pack(listener))])
        close(listener)
        _serve(runner, channel.recvmsg)
    else:
        _write_all(_hello())
        _serve(runner, None)


def _hello() -> bytes:
    return HELLO.pack(b"H", getpid())


def _serve(runner: StepRunner, receive: Callable | None) -> None:
    while True:
        command, descriptor = _receive_descriptor(receive) if receive else (_read_exactly(HEADER.size), None)
        kind, style, length = HEADER.unpack(command)
        if kind == b"F" and descriptor is not None:
            if fork_sibling() == 0:
                dup2(descriptor, CHANNEL)
                close(descriptor)
                _write_all(_hello())
            else:
                close(descriptor)
            continue
        source = _read_exactly(length).decode("utf-8", "replace")
        outcome, text = runner.run(source, STYLES[style])
        if outcome == DONE and not _is_copyable():
            outcome = DONE_UNCOPYABLE
        report = outcome + text.encode("utf-8", "backslashreplace")
        _write_all(LENGTH.pack(len(report)) + report)


def _is_copyable() -> bool:
    """Whether a fork would have a copy of all that this process has.

    It shares the offset of an open file and the other end of a socket, and pending signals stay behind. Shared memory is the
    supervisor's to know.
    """
    try:
        closed = [number for number, event in _others.poll(0) if event & POLLNVAL]
        is_null = all(fstat(number).st_rdev == _NULL for number in range(CHANNEL))
    except OSError:
        return False
    return is_null and len(closed) == len(_OTHER_DESCRIPTORS) and not sigpending()


def _receive_descriptor(receive: Callable) -> tuple[bytes, int | None]:
    data, ancillary, _, _ = receive(HEADER.size, 64)
    if len(data) < HEADER.size:
        _exit(0)
    return data, _DESCRIPTOR.unpack_from(ancillary[0][2])[0] if ancillary else None


def _read_exactly(count: int) -> bytes:
    data = b""
    while len(data) < count:
        chunk = read(CHANNEL, count - len(data))
        if not chunk:
            _exit(0)
        data += chunk
    return data


def _write_all(data: bytes) -> None:
    while data:
        data = data[write(CHANNEL, data) :]
