"""Queue, pool and verdicts: which job runs in which child, and when it has had its time.

Verdicts follow CPU time, which another busy program does not change; the wall limit is there for programs that sleep.
A child's bytes are never interpreted beyond the length and the first byte of its report.
"""

import math
import os
import select
import signal
import socket
import time
from collections import deque

from ..program.frames import DONE, HEADER, HELLO, LENGTH, OUT_OF_MEMORY, RAISED, STYLES
from .child_handle import ChildHandle, Job, State
from .children import Children, descriptors_in, hand_over
from .control import Control, Verdict
from .snapshots import Snapshots

MAX_REPORT_BYTES = 8192
_START_SECONDS = 15.0
_FORK_SECONDS = 5.0
_MIN_CHECK_SECONDS = 0.002
_MAX_FAILED_STARTS = 50
_STYLE_BYTES = {name: byte for byte, name in STYLES.items()}


class Scheduler:
    """All children of one supervisor. `template` is the channel on which forks are asked for."""

    def __init__(
        self, control: Control, template: socket.socket, template_pid: int, poller: select.poll, options: dict
    ):
        self._control = control
        self._template = template
        self._children = Children(poller)
        self._max_active: int = options["active"]
        self._pool_size: int = options["pool"]
        self._may_keep: bool = options["snapshots"]
        self._snapshots = Snapshots(options["max_snapshots"], template_pid, self.drop)
        # Apart, so that a long queue is not searched at every event for the few jobs that can start.
        self._fresh: deque[Job] = deque()
        self._forks: list[Job] = []
        self._active: dict[int, ChildHandle] = {}
        self._pool: list[ChildHandle] = []
        self._failed_starts = 0
        self.ready = False

    # Commands

    def submit(self, job: Job) -> None:
        (self._fresh if job.parent is None else self._forks).append(job)
        self.pump()

    def cancel(self, job_id: int) -> None:
        """Ends a job, queued or running; no result is sent."""
        self._fresh = deque(job for job in self._fresh if job.id != job_id)
        self._forks = [job for job in self._forks if job.id != job_id]
        child = self._active.get(job_id)
        if child is not None:
            self.drop(child)
        self.pump()

    def forget(self, job_id: int) -> None:
        """Ends the snapshot that a job left."""
        child = self._snapshots.get(job_id)
        if child is not None:
            self.drop(child)

    def stats(self) -> dict:
        """Counts for tests and diagnostics."""
        return {
            "queued": len(self._fresh) + len(self._forks),
            "active": len(self._active),
            "pool": len(self._pool),
            "kept": len(self._snapshots),
            **self._children.stats(),
        }

    # Dispatch

    def pump(self) -> None:
        """Starts what can be started, in order; a job that waits for a snapshot holds up no other."""
        if not self.ready:
            return
        while len(self._active) < self._max_active and self._start_next():
            pass
        missing = max(self._pool_size, min(len(self._fresh), self._max_active)) - len(self._pool)
        for _ in range(missing):
            self._fork_from_template()

    def _start_next(self) -> bool:
        """Starts the oldest job that can be; False where none can. Later jobs have larger ids."""
        child = next((child for child in self._pool if child.state is State.IDLE), None) if self._fresh else None
        for position, job in enumerate(self._forks):
            if child is not None and self._fresh[0].id < job.id:
                break
            assert job.parent is not None
            parent = self._snapshots.get(job.parent)
            if parent is not None and parent.state is not State.KEPT:
                continue
            del self._forks[position]
            if parent is None:
                self._control.write(job.id, Verdict.GONE)
            else:
                self._fork_from_snapshot(parent, job)
            return True
        if child is None:
            return False
        self._pool.remove(child)
        self._start(child, self._fresh.popleft())
        return True

    def _start(self, child: ChildHandle, job: Job) -> None:
        self._active[job.id] = child
        child.job = job
        child.started = time.monotonic()
        self._begin_step(child)

    def _fork_from_template(self) -> None:
        child = self._children.add(ChildHandle())
        self._pool.append(child)
        hand_over(self._template, b"F", child)

    def _fork_from_snapshot(self, parent: ChildHandle, job: Job) -> None:
        assert job.parent is not None
        child = self._children.add(ChildHandle(parent))
        child.job = job
        child.wall_deadline = child.check_at = child.started + _FORK_SECONDS
        self._active[job.id] = child
        parent.state = State.FORKING
        parent.fork_granted = False
        self._snapshots.use(job.parent)
        parent.send_signal(signal.SIGCONT)
        hand_over(parent.channel, HEADER.pack(b"F", b"-", 0), child)

    def _begin_step(self, child: ChildHandle) -> None:
        job = child.job
        assert job is not None
        child.state = State.RUNNING
        child.start_clock(time.monotonic())
        source = job.steps[child.step].encode("utf-8", "replace")
        try:
            # Sources are short and one is in flight at a time, so a child that does not read cannot block this.
            sent = child.channel.send(HEADER.pack(b"S", _STYLE_BYTES[job.style], len(source)) + source)
        except OSError:
            sent = 0
        if sent < HEADER.size + len(source):
            self._finish(child, Verdict.DIED)

    # Events

    def on_readable(self, descriptor: int) -> None:
        """Something happened on a descriptor of a child; one that is not known was closed meanwhile."""
        if (listener := self._children.on_listener(descriptor)) is not None:
            self._children.answer_fork_request(listener)
        elif (child := self._children.on_channel(descriptor)) is not None:
            self._on_channel(child)
        elif (child := self._children.on_process(descriptor)) is not None:
            self._on_exit(child)
        self.pump()

    def _on_exit(self, child: ChildHandle) -> None:
        """The process has ended. Its channel may still be open: the snapshot that it was forked from can hold a copy."""
        if not child.has_ended():
            return  # an event of the process whose descriptor had this number before
        while child.state is not State.DEAD and child.has_sent():
            self._on_channel(child)
        if child.state is not State.DEAD:
            self._on_end(child)

    def _on_channel(self, child: ChildHandle) -> None:
        try:
            data, ancillary, _, _ = child.channel.recvmsg(65536, 256)
        except BlockingIOError:
            return
        except OSError:
            data, ancillary = b"", []
        received = descriptors_in(ancillary)
        if child.state is State.STARTING and data:
            self._on_hello(child, data, ancillary, received)
            return
        for descriptor in received:
            os.close(descriptor)
        if not data:
            self._on_end(child)
        elif child.state is State.RUNNING:
            self._on_report(child, data)
        else:
            self.drop(child)  # nothing was asked of it

    def _on_hello(self, child: ChildHandle, data: bytes, ancillary: list, received: list[int]) -> None:
        parent = child.parent
        if parent is None and self._may_keep and len(received) == 1:
            self._children.watch_forks(child, received.pop())
        for descriptor in received:
            os.close(descriptor)
        if len(data) != HELLO.size or data[:1] != b"H":
            self._fail_start(child)
            return
        child.identify(ancillary, HELLO.unpack(data)[1])
        self._children.watch_process(child)
        if parent is None:
            self._failed_starts = 0
            child.state = State.IDLE
            return
        if parent.state is State.FORKING:
            if child.pid == parent.pid:  # it answered itself instead of forking
                self._fail_start(child)
                return
            parent.state = State.KEPT
            parent.send_signal(signal.SIGSTOP)
        child.parent = None
        self._begin_step(child)

    def _on_end(self, child: ChildHandle) -> None:
        if child.state is State.STARTING:
            self._fail_start(child)
        elif child.state is State.RUNNING:
            self._finish(child, Verdict.DIED)
        else:
            self.drop(child)

    def _fail_start(self, child: ChildHandle) -> None:
        """A child did not come to be. A snapshot that cannot fork is broken: its job is replayed by the caller."""
        self.drop(child)
        if child.parent is None:
            self._failed_starts += 1
            if self._failed_starts > _MAX_FAILED_STARTS:
                raise RuntimeError("no child can be started")
        elif child.job is not None:
            self._control.write(child.job.id, Verdict.GONE)

    def _on_report(self, child: ChildHandle, data: bytes) -> None:
        child.buffer += data
        if len(child.buffer) < LENGTH.size:
            return
        (length,) = LENGTH.unpack_from(child.buffer)
        end = LENGTH.size + length
        if not 1 <= length <= MAX_REPORT_BYTES or len(child.buffer) > end:
            self._finish(child, Verdict.MALFORMED)
            return
        if len(child.buffer) < end:
            return
        report = bytes(child.buffer[LENGTH.size :])
        child.buffer.clear()
        job, outcome = child.job, report[:1]
        assert job is not None
        if outcome not in (DONE, RAISED, OUT_OF_MEMORY):
            self._finish(child, Verdict.MALFORMED)
        elif child.cpu_ms() > job.cpu_ms:
            self._finish(child, Verdict.CPU_LIMIT)
        elif outcome == DONE and child.step + 1 < len(job.steps):
            child.step += 1
            self._begin_step(child)
        else:
            self._finish(child, Verdict.REPORTED, report)

    def _finish(self, child: ChildHandle, verdict: Verdict, report: bytes = b"") -> None:
        job = child.job
        assert job is not None
        cpu_ms, wall_ms = child.cpu_ms(), (time.monotonic() - child.started) * 1000
        del self._active[job.id]
        kept = False
        if job.keep and self._may_keep and verdict is Verdict.REPORTED and report[:1] == DONE:
            child.send_signal(signal.SIGSTOP)  # an idle snapshot uses no CPU, whatever it left behind
            child.state = State.KEPT
            kept = self._snapshots.keep(child)
        self.pump()  # the next job need not wait until this one is cleared away
        if not kept and child.state is not State.DEAD:
            self.drop(child)
        self._control.write(job.id, verdict, report, kept=kept, cpu_ms=cpu_ms, wall_ms=wall_ms)

    # Time

    def ms_to_next_check(self) -> int | None:
        """How long nothing needs to be looked at; None for as long as nothing happens."""
        checks = [child.check_at for child in self._active.values()]
        checks += [child.started + _START_SECONDS for child in self._pool if child.state is State.STARTING]
        return max(0, math.ceil((min(checks) - time.monotonic()) * 1000)) if checks else None

    def check_limits(self) -> None:
        """Ends what has had its time."""
        now = time.monotonic()
        for child in list(self._active.values()):
            if child.state is State.DEAD or child.check_at > now:
                continue
            if child.state is State.STARTING:
                self._fail_start(child)
                continue
            job = child.job
            assert job is not None
            left_ms = job.cpu_ms - child.cpu_ms()
            if left_ms <= 0:
                self._finish(child, Verdict.CPU_LIMIT)
            elif now >= (deadline := child.sleep_deadline()):
                self._finish(child, Verdict.WALL_LIMIT)
            else:
                child.check_at = min(deadline, now + max(_MIN_CHECK_SECONDS, left_ms / 1000))
        for child in [child for child in self._pool if child.state is State.STARTING]:
            if child.started + _START_SECONDS <= now:
                self._fail_start(child)
        self.pump()

    # Ends

    def drop(self, child: ChildHandle) -> None:
        """Kills a child and forgets it. A snapshot and the fork that it was asked for end together."""
        was = child.state
        if was is State.DEAD:
            return
        self._snapshots.forget(child)
        if child.job is not None and self._active.get(child.job.id) is child:
            del self._active[child.job.id]
        if child in self._pool:
            self._pool.remove(child)
        self._children.remove(child)
        if was is State.STARTING and child.parent is not None:
            self.drop(child.parent)
        elif was is State.FORKING:
            for fork in [fork for fork in self._active.values() if fork.parent is child]:
                self._fail_start(fork)
