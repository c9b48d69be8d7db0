"""What is waited for: a number that the system gives out again does not end what it now stands for."""

import os
import select
import unittest
from unittest import mock

from verifier.jobs.child_handle import ChildHandle
from verifier.jobs.children import Children
from verifier.jobs.fork_grants import Listener


def _listener_number() -> int:
    ours, theirs = os.pipe()
    os.close(theirs)
    return ours


class ChildrenTest(unittest.TestCase):
    def test_a_listener_that_nobody_asks_any_more_is_closed_once(self) -> None:
        children = Children(select.poll())
        dead, living = children.add(ChildHandle()), children.add(ChildHandle())
        number = _listener_number()
        children.watch_forks(dead, number)
        assert dead.listener is not None
        with mock.patch.object(Listener, "read_request", side_effect=OSError):
            self.assertIsNone(children.read_request(dead.listener))
        self.assertIsNone(children.on_listener(number))
        self.assertEqual(_listener_number(), number, "the number is free again")
        children.watch_forks(living, number)
        children.remove(dead)
        self.assertIs(children.on_listener(number), living.listener)
        os.fstat(number)
        children.remove(living)
        self.assertIsNone(children.on_listener(number))
        with self.assertRaises(OSError):
            os.fstat(number)


if __name__ == "__main__":
    unittest.main()
