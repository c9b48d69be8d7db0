"""Kept children, least recently used first out, bounded in number and in memory.

Memory is what a child holds beyond the template (its own anonymous pages, from /proc). Where /proc is not there to read,
far fewer snapshots are kept, as each could hold as much as its address-space limit.
"""

from collections.abc import Callable

from .child_handle import ChildHandle, State

MAX_SNAPSHOT_BYTES = 64 << 20
MAX_TOTAL_BYTES = 1 << 30
_MAX_UNMEASURED = 8


def anonymous_bytes(pid: int) -> int | None:
    """The anonymous memory that a process has mapped, None where /proc does not say."""
    try:
        with open(f"/proc/{pid}/status", "rb") as status:
            for line in status:
                if line.startswith(b"RssAnon:"):
                    return int(line.split()[1]) << 10
    except (OSError, ValueError):
        pass
    return None


class Snapshots:
    """Snapshots by the id of the job that made them. `drop` ends a child."""

    def __init__(self, limit: int, template_pid: int, drop: Callable[[ChildHandle], None]) -> None:
        self._limit = limit
        self._template_pid = template_pid
        self._template_bytes: int | None = None
        self._drop = drop
        self._nodes: dict[int, ChildHandle] = {}  # least recently used first
        self._total_bytes = 0

    def __len__(self) -> int:
        return len(self._nodes)

    def keep(self, child: ChildHandle) -> bool:
        """Takes a child in unless it is too large, and drops others to stay within the bounds."""
        assert child.job is not None
        if self._template_bytes is None:
            self._template_bytes = anonymous_bytes(self._template_pid)
        held = anonymous_bytes(child.pid)
        measured = held is not None and self._template_bytes is not None
        child.memory_bytes = max(0, (held or 0) - (self._template_bytes or 0)) if measured else 0
        if child.memory_bytes > MAX_SNAPSHOT_BYTES:
            return False
        self._nodes[child.job.id] = child
        self._total_bytes += child.memory_bytes
        self._shrink(self._limit if measured else min(self._limit, _MAX_UNMEASURED))
        return child.job.id in self._nodes

    def get(self, job_id: int) -> ChildHandle | None:
        return self._nodes.get(job_id)

    def use(self, job_id: int) -> None:
        """Makes a snapshot the most recently used one."""
        self._nodes[job_id] = self._nodes.pop(job_id)

    def forget(self, child: ChildHandle) -> None:
        """Takes a child out; nothing happens where it was not kept."""
        if child.job is not None and self._nodes.get(child.job.id) is child:
            del self._nodes[child.job.id]
            self._total_bytes -= child.memory_bytes

    def _shrink(self, limit: int) -> None:
        while len(self._nodes) > limit or self._total_bytes > MAX_TOTAL_BYTES:
            oldest = next((child for child in self._nodes.values() if child.state is State.KEPT), None)
            if oldest is None:
                return
            self._drop(oldest)
