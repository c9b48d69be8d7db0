"""Who is served when: owners in turn, each one's jobs in the order in which they came."""

import unittest

from verifier.jobs.backlog import Backlog
from verifier.jobs.child_handle import Job


def _job(number: int, owner: str, parent: int | None = None) -> Job:
    return Job(number, ["1"], parent, False, 1.0, 1.0, "stdout", owner)


class BacklogTest(unittest.TestCase):
    def _drain(self, backlog: Backlog, free: set[int]) -> list[int]:
        taken = []
        while backlog:
            jobs = (
                backlog.take(owner, lambda job: job.parent in free, has_interpreter=True) for owner in backlog.owners()
            )
            job = next((job for job in jobs if job is not None), None)
            if job is None:
                break
            taken.append(job.id)
        return taken

    def test_owners_are_served_in_turn(self) -> None:
        backlog = Backlog()
        for number, owner in enumerate("aaaabbca", 1):
            backlog.add(_job(number, owner))
        self.assertEqual(backlog.fresh, 8)
        self.assertEqual(self._drain(backlog, set()), [1, 5, 7, 2, 6, 3, 4, 8])
        self.assertEqual((backlog.owners(), len(backlog)), ([], 0))

    def test_a_job_that_waits_for_its_snapshot_holds_up_no_other(self) -> None:
        backlog = Backlog()
        for job in (_job(1, "a", 90), _job(2, "a", 91), _job(3, "a"), _job(4, "b", 90)):
            backlog.add(job)
        self.assertEqual(self._drain(backlog, {91}), [2, 3])
        self.assertEqual(self._drain(backlog, {90}), [4, 1], "the turn of the other owner")

    def test_a_removed_job_is_not_served(self) -> None:
        backlog = Backlog()
        for number in (1, 2):
            backlog.add(_job(number, "a"))
        backlog.remove(1)
        backlog.remove(7)
        self.assertEqual(self._drain(backlog, set()), [2])


if __name__ == "__main__":
    unittest.main()
