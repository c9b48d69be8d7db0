"""Jobs that wait: a queue an owner, served in turn, so that no search waits for the end of another's queue."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .child_handle import Job


@dataclass
class _Queue:
    """Apart, so that a long queue is not searched at every event for the few jobs that can start."""

    fresh: deque[Job] = field(default_factory=deque)
    forks: list[Job] = field(default_factory=list)


class Backlog:
    """Queues by owner, whose turn is next first."""

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}

    def __len__(self) -> int:
        return sum(len(queue.fresh) + len(queue.forks) for queue in self._queues.values())

    @property
    def fresh(self) -> int:
        """How many jobs want an interpreter of their own."""
        return sum(len(queue.fresh) for queue in self._queues.values())

    def owners(self) -> list[str]:
        """Who waits, in turn."""
        return list(self._queues)

    def add(self, job: Job) -> None:
        queue = self._queues.setdefault(job.owner, _Queue())
        (queue.fresh if job.parent is None else queue.forks).append(job)

    def remove(self, job_id: int) -> None:
        """Takes a job out; nothing happens where it is not there."""
        for owner, queue in list(self._queues.items()):
            queue.fresh = deque(job for job in queue.fresh if job.id != job_id)
            queue.forks = [job for job in queue.forks if job.id != job_id]
            self._drop_empty(owner)

    def take(self, owner: str, can_fork: Callable[[Job], bool], *, has_interpreter: bool) -> Job | None:
        """Takes out the oldest job of `owner` that can start, and has the owner's next turn come last.

        Later jobs have larger ids.
        """
        queue = self._queues[owner]
        fork = next((job for job in queue.forks if can_fork(job)), None)
        fresh = queue.fresh[0] if has_interpreter and queue.fresh else None
        job = min((job for job in (fork, fresh) if job is not None), key=lambda job: job.id, default=None)
        if job is None:
            return None
        if job is fresh:
            queue.fresh.popleft()
        else:
            queue.forks.remove(job)
        self._queues[owner] = self._queues.pop(owner)
        self._drop_empty(owner)
        return job

    def _drop_empty(self, owner: str) -> None:
        queue = self._queues[owner]
        if not queue.fresh and not queue.forks:
            del self._queues[owner]
