"""Pool and verdicts: which job runs in which child, and when it has had its time.

Verdicts follow CPU time, which another busy program does not change; the wall limit is there for programs that sleep.
"""

import math
import os
import select
import signal
import socket
import time

from ..program.frames import DONE, HEADER, HELLO, STYLES
from .backlog import Backlog
from .child_handle import ChildHandle, Job, State, cpu_seconds
from .children import Children, descriptors_in, hand_over, is_forked_from
from .control import Control, Verdict
from .fork_grants import Listener, Request
from .snapshots import Snapshots

_START_SECONDS = 15.0
_FORK_SECONDS = 5.0
_FORK_CHECK_SECONDS = 0.05
_SLEEP_CHECK_SECONDS = 0.1
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
        self._backlog = Backlog()
        self._active: dict[int, ChildHandle] = {}
        self._pool: list[ChildHandle] = []
        self._failed_starts = 0
        self.ready = False

    # Commands

    def submit(self, job: Job) -> None:
        self._backlog.add(job)
        self.pump()

    def cancel(self, job_id: int) -> None:
        """Ends a job, queued or running; no result is sent."""
        self._backlog.remove(job_id)
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
            "queued": len(self._backlog),
            "active": len(self._active),
            "pool": len(self._pool),
            "kept": len(self._snapshots),
            "held_bytes": self._snapshots.held_bytes,
            **self._children.stats(),
        }

    # Dispatch

    def pump(self) -> None:
        """Starts what can be started, owner by owner; a job that waits for a snapshot holds up no other."""
        if not self.ready:
            return
        while len(self._active) < self._max_active and self._start_next(self._backlog.owners()) is not None:
            pass
        if self._backlog and len(self._active) >= self._max_active:
            self._start_beside_sleepers()
        missing = max(self._pool_size, min(self._backlog.fresh, self._max_active)) - len(self._pool)
        for _ in range(missing):
            self._fork_from_template()

    def _start_next(self, owners: list[str]) -> str | None:
        """Starts a job of the first of `owners` who has one that can start, and says who that was."""
        child = next((child for child in self._pool if child.state is State.IDLE), None)
        for owner in owners:
            job = self._backlog.take(owner, self._can_start, has_interpreter=child is not None)
            if job is None:
                continue
            if job.parent is None:
                assert child is not None
                self._pool.remove(child)
                self._start(child, job)
            elif (parent := self._snapshots.get(job.parent)) is not None:
                self._fork_from_snapshot(parent, job)
            else:
                self._control.write(job.id, Verdict.GONE)
            return owner
        return None

    def _can_start(self, job: Job) -> bool:
        """Whether the snapshot that a job needs is free, or gone."""
        assert job.parent is not None
        parent = self._snapshots.get(job.parent)
        return parent is None or parent.state is State.KEPT

    def _start_beside_sleepers(self) -> None:
        """Lends the place of each sleeping program, and each place once, to an owner of whom nothing runs."""
        now = time.monotonic()
        running = {child.job.owner for child in self._active.values() if child.job is not None}
        waiting = [owner for owner in self._backlog.owners() if owner not in running]
        if not waiting:
            return
        asleep = sum(child.state is State.RUNNING and child.is_asleep(now) for child in self._active.values())
        places = self._max_active + min(asleep, self._max_active)
        while len(self._active) < places and (started := self._start_next(waiting)) is not None:
            waiting.remove(started)

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
        child.wall_deadline = child.started + _FORK_SECONDS
        child.check_at = child.started + _FORK_CHECK_SECONDS
        self._active[job.id] = child
        parent.state = State.FORKING
        parent.fork_granted = False
        self._snapshots.use(job.parent)
        try:
            parent.take_group()
        except OSError:  # it is dead
            self._fail_start(child)
            return
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
            self._on_request(listener)
        elif (child := self._children.on_channel(descriptor)) is not None:
            self._on_channel(child)
        elif (child := self._children.on_process(descriptor)) is not None:
            self._on_exit(child)
        self.pump()

    def _on_request(self, listener: Listener) -> None:
        """One of a family asks to fork or to share memory."""
        request = self._children.read_request(listener)
        if request is None:
            return
        child = self._children.by_pid(request.pid)
        if child is None:
            listener.answer(request, granted=False)
            self._drop_unknown(request.pid)
        elif request.shares_memory:
            child.note_shared_mapping()
            listener.answer(request, granted=True)
        elif self._may_fork(child, request):
            child.fork_granted = True
            listener.answer(request, granted=True)
        else:
            child.note_refused_fork()
            listener.answer(request, granted=False)

    def _may_fork(self, child: ChildHandle, request: Request) -> bool:
        """Whether it is a snapshot that was woken for it, has not forked since, and is still small enough."""
        if child.state is not State.FORKING or child.fork_granted or not request.forks_sibling:
            return False
        return self._snapshots.may_fork(child)

    def _drop_unknown(self, pid: int) -> None:
        """A fork asks for something before it has greeted, which no honest one does: it ends with its snapshot."""
        for snapshot in [child.parent for child in self._active.values() if child.parent is not None]:
            if is_forked_from(pid, snapshot):
                self.drop(snapshot)

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
        if parent is None:
            self._children.watch_process(child)
            self._failed_starts = 0
            child.state = State.IDLE
            return
        # One fork was granted to a snapshot in a group of its own: who else is in that group is that fork, and all of it.
        if not is_forked_from(child.pid, parent):
            self._fail_start(child)
            return
        self._children.watch_process(child)
        try:
            child.leave_group()
            parent.leave_group()
        except OSError:  # one of them is dead
            self._fail_start(child)
            return
        parent.state = State.KEPT
        parent.send_signal(signal.SIGSTOP)
        self._snapshots.stop(parent)
        self._begin_step(child)
        child.parent = None

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
        job = child.job
        assert job is not None
        try:
            report = child.take_report(data)
        except ValueError:
            self._finish(child, Verdict.MALFORMED)
            return
        if report is None:
            return
        if child.cpu_ms() > job.cpu_ms:
            self._finish(child, Verdict.CPU_LIMIT)
        elif report[:1] == DONE and child.step + 1 < len(job.steps):
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
        if (check := self._snapshots.next_check()) is not None:
            checks.append(check)
        if self._backlog and len(self._active) >= self._max_active:
            checks.append(time.monotonic() + _SLEEP_CHECK_SECONDS)
        return max(0, math.ceil((min(checks) - time.monotonic()) * 1000)) if checks else None

    def check_limits(self) -> None:
        """Ends what has had its time."""
        now = time.monotonic()
        for child in list(self._active.values()):
            if child.state is State.DEAD or child.check_at > now:
                continue
            if child.state is State.STARTING:
                if now >= child.wall_deadline or not self._may_go_on_forking(child):
                    self._fail_start(child)
                else:
                    child.check_at = min(child.wall_deadline, now + _FORK_CHECK_SECONDS)
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
        self._snapshots.check(now)
        self.pump()

    def _may_go_on_forking(self, child: ChildHandle) -> bool:
        """Whether a snapshot that takes its time to fork is within the run's CPU limit, its fork included, and its memory."""
        snapshot, job = child.parent, child.job
        assert snapshot is not None and job is not None
        seconds = child.forking_seconds() + cpu_seconds(self._children.unknown_in_group(snapshot))
        return seconds * 1000 <= job.cpu_ms and self._snapshots.may_fork(snapshot)

    # Ends

    def drop_all(self) -> None:
        """Kills every child, and what any has forked."""
        for child in self._children.all():
            self.drop(child)

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
