"""The supervisor: starts the template, reports which layers hold, and serves its commands until it goes away.

Run as `supervisor.py OPTIONS` with the control pipes on 0 and 1; options are JSON:
  active         programs run at once            pool           children forked ahead
  max_snapshots  snapshots kept, 0 for none      memory_mb      address space of a program
  read_only      directories programs may read   unsafe         run even where seccomp does not work
  use_seccomp, use_landlock                      layers that may be used (tests switch them off)
"""

import json
import os
import resource
import select
import signal
import socket
import sys
import traceback

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(_PACKAGE))

from verifier.jobs import fork_grants
from verifier.jobs.child_handle import Job
from verifier.jobs.control import Control
from verifier.jobs.scheduler import Scheduler
from verifier.kernel import layers, linux
from verifier.program.frames import CHANNEL

_PYTHON_FLAGS = ["-s", "-P", "-B"]


def main(options: dict) -> None:
    commands, results = _take_control_pipes()
    control = Control(commands, results)
    found = layers.probe(use_seccomp=options["use_seccomp"], use_landlock=options["use_landlock"])
    if not found.seccomp and not options["unsafe"]:
        control.report({"failed": "sandbox_unavailable", "reason": _why_no_seccomp(options)})
        return
    allow_open = bool(found.landlock) or not found.seccomp
    keeps = found.snapshots and options["max_snapshots"] > 0
    options = {**options, "seccomp": found.seccomp, "landlock": bool(found.landlock), "allow_open": allow_open}
    options["snapshots"] = keeps
    hello = {
        "seccomp": found.seccomp,
        "landlock": found.landlock,
        "snapshots": found.snapshots,
        "proc": os.path.exists("/proc/self/status"),
        "python": sys.version.split()[0],
    }
    control.report({"hello": hello})
    template, template_pid = _start_template(options)
    _protect_self()
    poller = select.poll()
    poller.register(commands, select.POLLIN)
    poller.register(template.fileno(), select.POLLIN)
    scheduler = Scheduler(control, template, template_pid, poller, options)
    try:
        _serve(control, template, scheduler, poller)
    except Exception:
        control.report({"failed": "verifier_failed", "reason": traceback.format_exc(limit=-3)})
    finally:
        scheduler.drop_all()
        os.killpg(0, signal.SIGKILL)


def _serve(control: Control, template: socket.socket, scheduler: Scheduler, poller: select.poll) -> None:
    while True:
        for descriptor, _ in poller.poll(scheduler.ms_to_next_check()):
            if descriptor == control.commands:
                commands = control.read()
                if commands is None:
                    return
                for command in commands:
                    _obey(command, control, scheduler)
            elif descriptor == template.fileno():
                message = template.recv(4096)
                if not message:
                    return
                state = json.loads(message)
                control.report(state)
                if "ready" not in state:
                    return
                scheduler.ready = True
                scheduler.pump()
            else:
                scheduler.on_readable(descriptor)
        scheduler.check_limits()
        _reap()


def _obey(command: dict, control: Control, scheduler: Scheduler) -> None:
    operation = command.pop("op")
    if operation == "run":
        scheduler.submit(Job(**command))
    elif operation == "cancel":
        scheduler.cancel(command["id"])
    elif operation == "forget":
        scheduler.forget(command["id"])
    elif operation == "stats":
        control.report({"stats": scheduler.stats()})


def _take_control_pipes() -> tuple[int, int]:
    """Moves the pipes away from 0 and 1 and closes what the caller left open, so that programs inherit nothing."""
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    commands, results = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    os.close(null)
    return commands, results


def _start_template(options: dict) -> tuple[socket.socket, int]:
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 2)
            linux.fix_addresses()
            os.dup2(theirs.fileno(), CHANNEL)
            os.set_inheritable(CHANNEL, True)
            script = os.path.join(_PACKAGE, "template.py")
            os.execv(sys.executable, [sys.executable, *_PYTHON_FLAGS, script, json.dumps(options)])
        finally:
            os._exit(1)
    theirs.close()
    return ours, pid


def _protect_self() -> None:
    """Adopts what a child may leave, hides this process's memory and makes room for many descriptors."""
    fork_grants.install_guard()
    if linux.IS_LINUX:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _reap() -> None:
    """Collects children that have ended. The template is not waited for: its channel says when it is gone."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return


def _why_no_seccomp(options: dict) -> str:
    if not options["use_seccomp"]:
        return "seccomp is switched off"
    return f"seccomp filters cannot be loaded on {sys.platform} {os.uname().machine}"


if __name__ == "__main__":
    # Own process group: whatever is left at the end is killed with it, and a terminal's Ctrl-C does not reach it.
    if os.getpgrp() != os.getpid():
        os.setsid()
    main(json.loads(sys.argv[1]))
