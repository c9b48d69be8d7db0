"""All living children of a supervisor by their descriptors, and those that the kernel knows and it does not."""

import array
import os
import select
import socket

from .child_handle import ChildHandle
from .fork_grants import Listener, Request


class Children:
    """Registers what is waited for on `poller` and keeps nothing of a child that was removed."""

    def __init__(self, poller: select.poll) -> None:
        self._poller = poller
        self._by_channel: dict[int, ChildHandle] = {}
        self._by_process: dict[int, ChildHandle] = {}
        self._listeners: dict[int, Listener] = {}

    def __len__(self) -> int:
        return len(self._by_channel)

    def on_channel(self, descriptor: int) -> ChildHandle | None:
        return self._by_channel.get(descriptor)

    def on_process(self, descriptor: int) -> ChildHandle | None:
        return self._by_process.get(descriptor)

    def on_listener(self, descriptor: int) -> Listener | None:
        return self._listeners.get(descriptor)

    def stats(self) -> dict:
        """Counts for tests and diagnostics."""
        pids = [child.pid for child in self._by_channel.values()]
        return {"children": len(self._by_channel), "listeners": len(self._listeners), "pids": pids}

    def all(self) -> list[ChildHandle]:
        return list(self._by_channel.values())

    def add(self, child: ChildHandle) -> ChildHandle:
        """Waits for what a child sends. A fork uses the listener of what it was forked from."""
        self._by_channel[child.descriptor] = child
        self._poller.register(child.descriptor, select.POLLIN)
        if child.listener is not None:
            child.listener.users += 1
        return child

    def watch_process(self, child: ChildHandle) -> None:
        """Waits for the end of a child's process, once it is known."""
        if child.process >= 0:
            self._by_process[child.process] = child
            self._poller.register(child.process, select.POLLIN)

    def watch_forks(self, child: ChildHandle, descriptor: int) -> None:
        """Waits for requests to fork of this child and of all that will be forked from it."""
        child.listener = self._listeners[descriptor] = Listener(descriptor)
        child.listener.users = 1
        self._poller.register(descriptor, select.POLLIN)

    def remove(self, child: ChildHandle) -> None:
        """Kills a child and frees what is held for it."""
        del self._by_channel[child.descriptor]
        self._poller.unregister(child.descriptor)
        if self._by_process.pop(child.process, None) is not None:
            self._poller.unregister(child.process)
        child.close()
        if child.listener is not None:
            child.listener.users -= 1
            if not child.listener.users:
                self._close_listener(child.listener)

    def read_request(self, listener: Listener) -> Request | None:
        """What one of a listener's family asks; None where it went away."""
        try:
            return listener.read_request()
        except OSError:
            self._close_listener(listener)
            return None

    def by_pid(self, pid: int) -> ChildHandle | None:
        return next((child for child in self._by_channel.values() if child.pid == pid), None)

    def unknown_in_group(self, leader: ChildHandle) -> int:
        """The process that a snapshot has forked and that has not greeted; 0 where none is seen."""
        known = {child.pid for child in self._by_channel.values()}
        return next((pid for pid in _own_children() if pid not in known and _group(pid) == leader.pid), 0)

    def _close_listener(self, listener: Listener) -> None:
        """Closes a listener once: its number may be another's by the time that the last child of its family is removed."""
        if self._listeners.get(listener.descriptor) is listener:
            del self._listeners[listener.descriptor]
            self._poller.unregister(listener.descriptor)
            listener.close()


def is_forked_from(pid: int, leader: ChildHandle) -> bool:
    """Whether a process was born in the group of a snapshot, which only what that snapshot has forked can be."""
    return leader.leads_group and pid != leader.pid and _group(pid) == leader.pid


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except OSError:
        return 0


def _own_children() -> list[int]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", "rb") as children:
            return [int(pid) for pid in children.read().split()]
    except (OSError, ValueError):
        return []


def hand_over(channel: socket.socket, message: bytes, child: ChildHandle) -> None:
    """Sends a child's end of its channel to the process that forks it."""
    rights = array.array("i", [child.theirs.fileno()])
    try:
        channel.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    except OSError:
        pass  # closing our copy makes the channel end, which is handled like any death
    child.theirs.close()


def descriptors_in(ancillary: list) -> list[int]:
    """The descriptors that came with a message; whoever asks must close them."""
    received = array.array("i")
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            received.frombytes(payload[: len(payload) - len(payload) % received.itemsize])
    return list(received)
