"""A bare fork: the child is a copy of its parent."""

import os
import random
import unittest

from verifier.kernel.linux import IS_LINUX, bare_fork


@unittest.skipUnless(IS_LINUX, "needs Linux")
class BareForkTest(unittest.TestCase):
    def test_a_child_is_as_its_parent_down_to_the_state_of_random(self) -> None:
        ours, theirs = os.pipe()
        pid = bare_fork()
        if pid == 0:
            os.write(theirs, str(random.random()).encode())
            os._exit(0)
        self.assertEqual(os.waitpid(pid, 0), (pid, 0))
        self.assertEqual(os.read(ours, 100), str(random.random()).encode())
        for descriptor in (ours, theirs):
            os.close(descriptor)


if __name__ == "__main__":
    unittest.main()
