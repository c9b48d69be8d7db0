"""Kept children, least recently used first out, bounded in number and in memory.

Each is measured when it is kept, when it asks to fork, and a moment after it was told to stop, as it may run on until then.
Where /proc is not there to read, far fewer snapshots are kept, as each could hold as much as its address-space limit.
"""

import time
from collections.abc import Callable

from .child_handle import ChildHandle, State
from .memory import anonymous_bytes, descriptors, measure

MAX_SNAPSHOT_BYTES = 64 << 20  # and what it shares with the template, where that cannot be told apart
MAX_TOTAL_BYTES = 1 << 30
_MAX_UNMEASURED = 8
_STOP_SECONDS = 0.02
_OWN_DESCRIPTORS = 4  # 0, 1, 2 and the channel


class Snapshots:
    """Snapshots by the id of the job that made them. `drop` ends a child."""

    def __init__(self, limit: int, template_pid: int, drop: Callable[[ChildHandle], None]) -> None:
        self._limit = limit
        self._template_pid = template_pid
        self._drop = drop
        self._nodes: dict[int, ChildHandle] = {}  # least recently used first
        self._stopping: list[ChildHandle] = []
        self._stopping_since = 0.0
        self._total_bytes = 0

    def __len__(self) -> int:
        return len(self._nodes)

    @property
    def held_bytes(self) -> int:
        """What all snapshots hold together, at most."""
        return self._total_bytes

    def keep(self, child: ChildHandle) -> bool:
        """Takes a child in, unless it is too large or has what a fork does not copy, and drops others to stay in bounds."""
        assert child.job is not None
        if child.shares_memory or child.has_uncopyable or descriptors(child.pid) not in (0, _OWN_DESCRIPTORS):
            return False
        held = measure(child.pid)
        self._nodes[child.job.id] = child
        if held is not None and not self._charge(child, held.bytes):
            return False
        self._shrink(self._limit if held is not None else min(self._limit, _MAX_UNMEASURED))
        self.stop(child)
        return child.job.id in self._nodes

    def may_fork(self, child: ChildHandle) -> bool:
        """Whether a snapshot that was woken is still small enough; only one that is may fork."""
        held = measure(child.pid)
        return not child.shares_memory and (held is None or self._charge(child, held.bytes))

    def stop(self, child: ChildHandle) -> None:
        """Measures a snapshot that was told to stop once more, when it will have."""
        if not self._stopping:
            self._stopping_since = time.monotonic()
        self._stopping.append(child)

    def next_check(self) -> float | None:
        """When `check` has something to do."""
        return self._stopping_since + _STOP_SECONDS if self._stopping else None

    def check(self, now: float) -> None:
        """Ends the snapshots that grew before they stopped, and waits on for those that have not."""
        if not self._stopping or now < self._stopping_since + _STOP_SECONDS:
            return
        stopping, self._stopping = set(self._stopping), []
        for child in stopping:
            held = measure(child.pid) if child.state is State.KEPT else None
            if held is None:
                continue
            if not self._charge(child, held.bytes):
                self._drop(child)
            elif not held.is_stopped:
                self.stop(child)
        self._shrink(self._limit)

    def get(self, job_id: int) -> ChildHandle | None:
        return self._nodes.get(job_id)

    def use(self, job_id: int) -> None:
        """Makes a snapshot the most recently used one."""
        self._nodes[job_id] = self._nodes.pop(job_id)

    def forget(self, child: ChildHandle) -> None:
        """Takes a child out, kept or not, when it ends."""
        self._total_bytes -= child.holding.release()
        if child.job is not None and self._nodes.get(child.job.id) is child:
            del self._nodes[child.job.id]

    def _charge(self, child: ChildHandle, held: int) -> bool:
        """Counts what a child holds; False where that is too much for a snapshot."""
        self._total_bytes += held - child.holding.bytes
        child.holding.bytes = held
        if child.holding.with_inherited() <= MAX_SNAPSHOT_BYTES:
            return True
        try:
            return anonymous_bytes(child.pid) <= MAX_SNAPSHOT_BYTES + anonymous_bytes(self._template_pid)
        except OSError:
            return False

    def _shrink(self, limit: int) -> None:
        while len(self._nodes) > limit or self._total_bytes > MAX_TOTAL_BYTES:
            oldest = next((child for child in self._nodes.values() if child.state is State.KEPT), None)
            if oldest is None:
                return
            self._drop(oldest)
