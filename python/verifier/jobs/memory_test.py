"""What is counted: each page once, for as long as a process may hold it."""

import mmap
import os
import socket
import unittest

from verifier.jobs.memory import Holding, measure
from verifier.kernel.linux import IS_LINUX

_MEBIBYTE = 1 << 20


class HoldingTest(unittest.TestCase):
    def test_what_an_ended_process_held_is_free_when_its_forks_have_ended_too(self) -> None:
        root = Holding(None)
        root.bytes = 10
        left, right = Holding(root), Holding(root)
        left.bytes, right.bytes = 3, 4
        self.assertEqual([root.with_inherited(), left.with_inherited()], [10, 13])
        self.assertEqual(root.release(), 0)
        self.assertEqual(left.release(), 3)
        self.assertEqual(right.with_inherited(), 14)
        self.assertEqual(right.release(), 14)


@unittest.skipUnless(IS_LINUX, "needs /proc")
class MeasureTest(unittest.TestCase):
    def test_pages_written_since_the_fork_are_counted_whosever_they_were(self) -> None:
        size = 32 * _MEBIBYTE
        inherited = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        inherited.madvise(mmap.MADV_NOHUGEPAGE)
        for offset in range(0, size, mmap.PAGESIZE):
            inherited[offset] = 1
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            for offset in range(0, size, mmap.PAGESIZE):
                inherited[offset] = 2
            theirs.send(b"x")
            theirs.recv(1)
            os._exit(0)
        ours.recv(1)
        held = measure(pid)
        ours.send(b"x")
        os.waitpid(pid, 0)
        ours.close()
        theirs.close()
        assert held is not None
        self.assertGreaterEqual(held.bytes, size)
        self.assertLess(held.bytes, size + 64 * _MEBIBYTE)
        self.assertFalse(held.is_stopped)
        self.assertIsNone(measure(1 << 30))


if __name__ == "__main__":
    unittest.main()
