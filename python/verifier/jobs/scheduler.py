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
from .children import Children, descriptors_in, hand_over
from .control import Control, Verdict
from .node import Job, Node, State
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
        self._active: dict[int, Node] = {}
        self._pool: list[Node] = []
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
        node = self._active.get(job_id)
        if node is not None:
            self.drop(node)
        self.pump()

    def forget(self, job_id: int) -> None:
        """Ends the snapshot that a job left."""
        node = self._snapshots.get(job_id)
        if node is not None:
            self.drop(node)

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
        node = next((node for node in self._pool if node.state is State.IDLE), None) if self._fresh else None
        for position, job in enumerate(self._forks):
            if node is not None and self._fresh[0].id < job.id:
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
        if node is None:
            return False
        self._pool.remove(node)
        self._start(node, self._fresh.popleft())
        return True

    def _start(self, node: Node, job: Job) -> None:
        self._active[job.id] = node
        node.job = job
        node.started = time.monotonic()
        self._begin_step(node)

    def _fork_from_template(self) -> None:
        node = self._children.add(Node())
        self._pool.append(node)
        hand_over(self._template, b"F", node)

    def _fork_from_snapshot(self, parent: Node, job: Job) -> None:
        assert job.parent is not None
        node = self._children.add(Node(parent))
        node.job = job
        node.wall_deadline = node.check_at = node.started + _FORK_SECONDS
        self._active[job.id] = node
        parent.state = State.FORKING
        parent.fork_granted = False
        self._snapshots.use(job.parent)
        parent.send_signal(signal.SIGCONT)
        hand_over(parent.channel, HEADER.pack(b"F", b"-", 0), node)

    def _begin_step(self, node: Node) -> None:
        job = node.job
        assert job is not None
        node.state = State.RUNNING
        node.start_clock(time.monotonic())
        source = job.steps[node.step].encode("utf-8", "replace")
        try:
            # Sources are short and one is in flight at a time, so a child that does not read cannot block this.
            sent = node.channel.send(HEADER.pack(b"S", _STYLE_BYTES[job.style], len(source)) + source)
        except OSError:
            sent = 0
        if sent < HEADER.size + len(source):
            self._finish(node, Verdict.DIED)

    # Events

    def on_readable(self, descriptor: int) -> None:
        """Something happened on a descriptor of a child; one that is not known was closed meanwhile."""
        if (listener := self._children.on_listener(descriptor)) is not None:
            self._children.answer_fork_request(listener)
        elif (node := self._children.on_channel(descriptor)) is not None:
            self._on_channel(node)
        elif (node := self._children.on_process(descriptor)) is not None:
            self._on_exit(node)
        self.pump()

    def _on_exit(self, node: Node) -> None:
        """The process has ended. Its channel may still be open: the snapshot that it was forked from can hold a copy."""
        if not node.has_ended():
            return  # an event of the process whose descriptor had this number before
        while node.state is not State.DEAD and node.has_sent():
            self._on_channel(node)
        if node.state is not State.DEAD:
            self._on_end(node)

    def _on_channel(self, node: Node) -> None:
        try:
            data, ancillary, _, _ = node.channel.recvmsg(65536, 256)
        except BlockingIOError:
            return
        except OSError:
            data, ancillary = b"", []
        received = descriptors_in(ancillary)
        if node.state is State.STARTING and data:
            self._on_hello(node, data, ancillary, received)
            return
        for descriptor in received:
            os.close(descriptor)
        if not data:
            self._on_end(node)
        elif node.state is State.RUNNING:
            self._on_report(node, data)
        else:
            self.drop(node)  # nothing was asked of it

    def _on_hello(self, node: Node, data: bytes, ancillary: list, received: list[int]) -> None:
        parent = node.parent
        if parent is None and self._may_keep and len(received) == 1:
            self._children.watch_forks(node, received.pop())
        for descriptor in received:
            os.close(descriptor)
        if len(data) != HELLO.size or data[:1] != b"H":
            self._fail_start(node)
            return
        node.identify(ancillary, HELLO.unpack(data)[1])
        self._children.watch_process(node)
        if parent is None:
            self._failed_starts = 0
            node.state = State.IDLE
            return
        if parent.state is State.FORKING:
            if node.pid == parent.pid:  # it answered itself instead of forking
                self._fail_start(node)
                return
            parent.state = State.KEPT
            parent.send_signal(signal.SIGSTOP)
        node.parent = None
        self._begin_step(node)

    def _on_end(self, node: Node) -> None:
        if node.state is State.STARTING:
            self._fail_start(node)
        elif node.state is State.RUNNING:
            self._finish(node, Verdict.DIED)
        else:
            self.drop(node)

    def _fail_start(self, node: Node) -> None:
        """A child did not come to be. A snapshot that cannot fork is broken: its job is replayed by the caller."""
        self.drop(node)
        if node.parent is None:
            self._failed_starts += 1
            if self._failed_starts > _MAX_FAILED_STARTS:
                raise RuntimeError("no child can be started")
        elif node.job is not None:
            self._control.write(node.job.id, Verdict.GONE)

    def _on_report(self, node: Node, data: bytes) -> None:
        node.buffer += data
        if len(node.buffer) < LENGTH.size:
            return
        (length,) = LENGTH.unpack_from(node.buffer)
        end = LENGTH.size + length
        if not 1 <= length <= MAX_REPORT_BYTES or len(node.buffer) > end:
            self._finish(node, Verdict.MALFORMED)
            return
        if len(node.buffer) < end:
            return
        report = bytes(node.buffer[LENGTH.size :])
        node.buffer.clear()
        job, outcome = node.job, report[:1]
        assert job is not None
        if outcome not in (DONE, RAISED, OUT_OF_MEMORY):
            self._finish(node, Verdict.MALFORMED)
        elif node.cpu_ms() > job.cpu_ms:
            self._finish(node, Verdict.CPU_LIMIT)
        elif outcome == DONE and node.step + 1 < len(job.steps):
            node.step += 1
            self._begin_step(node)
        else:
            self._finish(node, Verdict.REPORTED, report)

    def _finish(self, node: Node, verdict: Verdict, report: bytes = b"") -> None:
        job = node.job
        assert job is not None
        cpu_ms, wall_ms = node.cpu_ms(), (time.monotonic() - node.started) * 1000
        del self._active[job.id]
        kept = False
        if job.keep and self._may_keep and verdict is Verdict.REPORTED and report[:1] == DONE:
            node.send_signal(signal.SIGSTOP)  # an idle snapshot uses no CPU, whatever it left behind
            node.state = State.KEPT
            kept = self._snapshots.keep(node)
        self.pump()  # the next job need not wait until this one is cleared away
        if not kept and node.state is not State.DEAD:
            self.drop(node)
        self._control.write(job.id, verdict, report, kept=kept, cpu_ms=cpu_ms, wall_ms=wall_ms)

    # Time

    def ms_to_next_check(self) -> int | None:
        """How long nothing needs to be looked at; None for as long as nothing happens."""
        checks = [node.check_at for node in self._active.values()]
        checks += [node.started + _START_SECONDS for node in self._pool if node.state is State.STARTING]
        return max(0, math.ceil((min(checks) - time.monotonic()) * 1000)) if checks else None

    def check_limits(self) -> None:
        """Ends what has had its time."""
        now = time.monotonic()
        for node in list(self._active.values()):
            if node.state is State.DEAD or node.check_at > now:
                continue
            if node.state is State.STARTING:
                self._fail_start(node)
                continue
            job = node.job
            assert job is not None
            left_ms = job.cpu_ms - node.cpu_ms()
            if left_ms <= 0:
                self._finish(node, Verdict.CPU_LIMIT)
            elif now >= (deadline := node.sleep_deadline()):
                self._finish(node, Verdict.WALL_LIMIT)
            else:
                node.check_at = min(deadline, now + max(_MIN_CHECK_SECONDS, left_ms / 1000))
        for node in [node for node in self._pool if node.state is State.STARTING]:
            if node.started + _START_SECONDS <= now:
                self._fail_start(node)
        self.pump()

    # Ends

    def drop(self, node: Node) -> None:
        """Kills a child and forgets it. A snapshot and the fork that it was asked for end together."""
        was = node.state
        if was is State.DEAD:
            return
        self._snapshots.forget(node)
        if node.job is not None and self._active.get(node.job.id) is node:
            del self._active[node.job.id]
        if node in self._pool:
            self._pool.remove(node)
        self._children.remove(node)
        if was is State.STARTING and node.parent is not None:
            self.drop(node.parent)
        elif was is State.FORKING:
            for fork in [fork for fork in self._active.values() if fork.parent is node]:
                self._fail_start(fork)
