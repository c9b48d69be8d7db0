"""The reading of requests to fork: what is announced may have gone, and then must not be waited for."""

import fcntl
import os
import select
import signal
import socket
import time
import unittest
from unittest import mock

from verifier.jobs import fork_grants
from verifier.kernel import linux, seccomp, syscalls


class _AnnouncesAlways:
    """A poll that says that a request waits, as after the caller of one was killed."""

    def register(self, _descriptor: int, _events: int) -> None:
        pass

    def poll(self, _timeout: int) -> list[tuple[int, int]]:
        return [(0, select.POLLIN)]


def _hold_filter(channel: socket.socket) -> None:
    """Loads a filter, hands over its listener and stays, so that somebody could ask."""
    seccomp.forbid_new_privileges()
    seccomp.load(seccomp.template_filter())
    listener = seccomp.load(seccomp.child_filter(may_fork=True, allow_open=True), listening=True)
    socket.send_fds(channel, [b"L"], [listener])
    os.read(channel.fileno(), 1)


def _read_without_request() -> int:
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        try:
            _hold_filter(theirs)
        finally:
            os._exit(0)
    theirs.close()
    _, (descriptor, *_), _, _ = socket.recv_fds(ours, 1, 1)
    listener = fork_grants.Listener(descriptor)
    fork_grants.install_guard()
    if listener.read_request() is not None:
        return 2
    with mock.patch.object(select, "poll", _AnnouncesAlways):
        started = time.monotonic()
        request = listener.read_request()
        return 0 if request is None and time.monotonic() - started >= fork_grants._GUARD_SECONDS else 3


@unittest.skipUnless(linux.IS_LINUX and syscalls.SUPPORTED, "seccomp has no table for this machine")
class ListenerTest(unittest.TestCase):
    def test_read_request_does_not_wait_for_a_caller_that_was_killed(self) -> None:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = _read_without_request()
            finally:
                os._exit(code)
        deadline = time.monotonic() + 5
        ended, status = os.waitpid(pid, os.WNOHANG)
        while not ended and time.monotonic() < deadline:
            time.sleep(0.01)
            ended, status = os.waitpid(pid, os.WNOHANG)
        if not ended:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            self.fail("the read still waits")
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)

    def test_read_request_returns_what_was_read_when_the_timer_ends_just_after(self) -> None:
        def read_and_be_late(_descriptor: int, _what: int, request: bytearray, _mutate: bool) -> int:
            fork_grants._REQUEST.pack_into(request, 0, 7, 42, 56, 17)
            os.kill(os.getpid(), signal.SIGALRM)
            return 0

        self.addCleanup(signal.signal, signal.SIGALRM, signal.getsignal(signal.SIGALRM))
        fork_grants.install_guard()
        with (
            mock.patch.object(select, "poll", _AnnouncesAlways),
            mock.patch.object(fcntl, "ioctl", read_and_be_late),
        ):
            self.assertEqual(fork_grants.Listener(0).read_request(), (7, 42, 56, 17))


if __name__ == "__main__":
    unittest.main()
