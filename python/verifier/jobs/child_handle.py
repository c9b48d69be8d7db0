"""What the supervisor knows of one child: its channel, its process and the job it runs."""

import os
import select
import signal
import socket
import struct
import time
from dataclasses import dataclass
from enum import Enum

from ..kernel import linux
from ..program.frames import DONE, DONE_UNCOPYABLE, LENGTH, OUT_OF_MEMORY, RAISED
from .fork_grants import Listener
from .memory import Holding

MAX_REPORT_BYTES = 8192
_MAX_REFUSED_FORKS = 16
_MAX_SHARED_MAPPINGS = 1024
_CREDENTIALS = struct.Struct("iii")
_SLEEP_SECONDS = 0.25


class State(Enum):
    """What a child is doing."""

    STARTING = "starting"  # forked, has not greeted yet
    IDLE = "idle"  # in the pool
    RUNNING = "running"
    KEPT = "kept"  # a snapshot, stopped
    FORKING = "forking"  # a snapshot, woken to fork once
    DEAD = "dead"


@dataclass
class Job:
    """A run asked for by the caller: `steps` after what `parent` (a kept job's id) has run. `owner`: on whose behalf."""

    id: int
    steps: list[str]
    parent: int | None
    keep: bool
    cpu_ms: float
    wall_ms: float
    style: str
    owner: str = ""


class ChildHandle:
    """One child. Signals go through a process descriptor where there is one, so never to a recycled process id."""

    def __init__(self, parent: "ChildHandle | None" = None) -> None:
        ours, self.theirs = socket.socketpair()
        if linux.IS_LINUX:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        ours.setblocking(False)
        self.channel = ours
        self.parent = parent
        self.pid = 0
        self.state = State.STARTING
        self.job: Job | None = None
        self.step = 0
        self.listener: Listener | None = parent.listener if parent else None
        self.fork_granted = False
        self.leads_group = False
        self.shared_mappings = 0  # ever made
        self.has_uncopyable = False  # by its own word, after its last step
        self.holding: Holding = Holding(parent.holding if parent else None)
        self.started = self.step_started = time.monotonic()
        self.check_at = 0.0
        self.wall_deadline = 0.0
        self.process = -1  # descriptor of the process, readable when it has ended
        self._buffer = bytearray()
        self._refused_forks = 0
        self._cpu_start = 0.0
        self._waited_start = 0.0
        self._parent_cpu_start = cpu_seconds(parent.pid) if parent else 0.0

    @property
    def descriptor(self) -> int:
        return self.channel.fileno()

    def identify(self, ancillary: list, claimed: int) -> None:
        """Learns the process id from the kernel; from the child itself only where the kernel does not say."""
        self.pid = claimed
        if linux.IS_LINUX:
            self.pid = 0
            for level, kind, payload in ancillary:
                if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                    self.pid = _CREDENTIALS.unpack(payload[: _CREDENTIALS.size])[0]
            if self.pid > 1:
                try:
                    self.process = os.pidfd_open(self.pid)
                except (OSError, AttributeError):
                    self.process = -1

    def take_report(self, data: bytes) -> bytes | None:
        """The report of a step, from its outcome on, once `data` completes it; ValueError where it is none.

        Its bytes are not interpreted beyond the length and the outcome.
        """
        self._buffer += data
        if len(self._buffer) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack_from(self._buffer)
        end = LENGTH.size + length
        if not 1 <= length <= MAX_REPORT_BYTES or len(self._buffer) > end:
            raise ValueError("a report of a wrong length")
        if len(self._buffer) < end:
            return None
        report = bytes(self._buffer[LENGTH.size :])
        self._buffer.clear()
        self.has_uncopyable = report[:1] == DONE_UNCOPYABLE
        if self.has_uncopyable:
            report = DONE + report[1:]
        if report[:1] not in (DONE, RAISED, OUT_OF_MEMORY):
            raise ValueError("a report of an unknown outcome")
        return report

    def note_shared_mapping(self) -> None:
        """Counts a mapping that is shared; a program that makes too many ends."""
        self.shared_mappings += 1
        if self.shared_mappings > _MAX_SHARED_MAPPINGS:
            self.send_signal(signal.SIGKILL)

    def note_refused_fork(self) -> None:
        """Counts a fork that was refused; a program that asks too often ends."""
        self._refused_forks += 1
        if self._refused_forks > _MAX_REFUSED_FORKS:
            self.send_signal(signal.SIGKILL)

    def take_group(self) -> None:
        """Moves the child to a process group of its own, where what it forks is born: signals reach both at once.

        Only the supervisor can move a process, as programs may not, and is the parent of all.
        """
        os.setpgid(self.pid, self.pid)
        self.leads_group = True

    def leave_group(self) -> None:
        """Moves the child to the supervisor's group: nothing unknown is left in its own."""
        os.setpgid(self.pid, os.getpgrp())
        self.leads_group = False

    def send_signal(self, number: int) -> None:
        """Signals the child, and what it has forked that is not known yet; nothing happens where they are dead already."""
        try:
            if self.leads_group:
                os.killpg(self.pid, number)
            elif self.process >= 0:
                signal.pidfd_send_signal(self.process, number)
            elif self.pid > 1:
                os.kill(self.pid, number)
        except OSError:
            pass

    def start_clock(self, now: float) -> None:
        """Begins the time of a step. All that a fork has used, and what its parent did to make it, count to its first one."""
        assert self.job is not None
        self._cpu_start = -self.forking_seconds() if self.parent else cpu_seconds(self.pid)
        self._waited_start = self._waited_seconds()
        self.step_started = now
        self.wall_deadline = now + self.job.wall_ms / 1000
        self.check_at = min(self.wall_deadline, now + self.job.cpu_ms / 1000)

    def cpu_ms(self) -> float:
        """CPU time of the step so far, from the kernel."""
        return max(0.0, cpu_seconds(self.pid) - self._cpu_start) * 1000

    def forking_seconds(self) -> float:
        """CPU time that the parent has used since it was woken to fork this child."""
        return max(0.0, cpu_seconds(self.parent.pid) - self._parent_cpu_start) if self.parent else 0.0

    def is_asleep(self, now: float) -> bool:
        """Whether the step has neither run nor waited for a processor for most of its time, which is not short."""
        elapsed = now - self.step_started
        if elapsed < _SLEEP_SECONDS:
            return False
        return cpu_seconds(self.pid) - self._cpu_start + self._waited_seconds() - self._waited_start < elapsed / 2

    def sleep_deadline(self) -> float:
        """When the step has had its wall time, not counting what it waited for a processor on a busy machine."""
        return self.wall_deadline + max(0.0, self._waited_seconds() - self._waited_start)

    def _waited_seconds(self) -> float:
        # "CPU ns, ns on the run queue, time slices"; where /proc does not say, waiting counts like sleeping.
        try:
            descriptor = os.open(f"/proc/{self.pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC)
            try:
                return int(os.read(descriptor, 100).split()[1]) / 1e9
            finally:
                os.close(descriptor)
        except (OSError, ValueError, IndexError):
            return 0.0

    def has_ended(self) -> bool:
        """Whether the process is over. False where that is unknown."""
        return self.process >= 0 and _is_readable(self.process)

    def has_sent(self) -> bool:
        """Whether something waits on the channel, its end included."""
        return _is_readable(self.descriptor)

    def close(self) -> None:
        """Kills the process and frees what is held for it. A result that was forged leaves nothing running."""
        self.send_signal(signal.SIGKILL)
        self.state = State.DEAD
        self.channel.close()
        if self.process >= 0:
            os.close(self.process)
            self.process = -1


def cpu_seconds(pid: int) -> float:
    """CPU time of a process since it was born; 0 where it is not there."""
    # The clock of another process: MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED) of the kernel.
    try:
        return time.clock_gettime((~pid << 3) | 2) if pid > 1 else 0.0
    except OSError:
        return 0.0


def _is_readable(descriptor: int) -> bool:
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(0))
