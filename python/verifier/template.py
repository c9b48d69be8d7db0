"""The template: imports and warms SymPy, restricts itself, then forks a child for each descriptor it is sent.

It never sees a program and holds no secret, so a child that reads its whole memory learns nothing.
Run by the supervisor: `template.py OPTIONS`, the options as JSON. Its channel is where its children's will be.
"""

import array
import gc
import json
import os
import signal
import socket
import sys
import types
from collections.abc import Callable

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(_PACKAGE))

from verifier import warm_up
from verifier.kernel import landlock, limits, linux, seccomp
from verifier.program import child
from verifier.program.frames import CHANNEL
from verifier.program.step_runner import StepRunner

_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"}
_REHEARSALS = 10


def main(options: dict) -> None:
    sys.path.pop(0)
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=CHANNEL)
    try:
        warm_up.import_libraries()
    except ImportError as error:
        channel.send(json.dumps({"failed": "python_unavailable", "reason": str(error)}).encode())
        return
    if not options["allow_open"]:
        warm_up.import_more()
    warm_up.warm_up()
    restrict(options)
    rehearse()
    runner = StepRunner(hide_harness())
    load_filter = filter_loader(options)
    # A full collection in a child would write to every object, hence copy every page.
    gc.collect()
    gc.freeze()
    linux.collapse_heap()
    if options["snapshots"]:
        # From here on each page that a child comes to hold is a page fault, by which the supervisor counts them.
        linux.prctl(linux.PR_SET_THP_DISABLE, 1)
    channel.send(b'{"ready":true}')
    fork_children(channel, lambda: child.start(channel, runner, load_filter, may_fork=options["snapshots"]))


def restrict(options: dict) -> None:
    """Every layer that children inherit; the order matters, as each one forbids setting up the earlier."""
    if linux.IS_LINUX:
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        seccomp.forbid_new_privileges()
    if options["landlock"]:
        landlock.restrict_to(options["read_only"])
    limits.apply_limits(options["memory_mb"])
    if linux.IS_LINUX:
        limits.drop_capabilities()
    if options["seccomp"]:
        seccomp.load(seccomp.template_filter())


def filter_loader(options: dict) -> Callable[[], int]:
    """What each child restricts itself with before it sees any code; nothing where seccomp does not work."""
    if not options["seccomp"]:
        return lambda: -1
    code = seccomp.child_filter(may_fork=options["snapshots"], allow_open=options["allow_open"])
    return seccomp.loader(code, listening=options["snapshots"])


def hide_harness() -> dict[str, object]:
    """Makes a fresh `__main__` for programs and takes this package out of their sight; returns their namespace."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "verifier"]:
        del sys.modules[name]
    main_module = sys.modules["__main__"] = types.ModuleType("__main__")
    sys.argv = ["program"]
    os.environ.clear()
    os.environ.update(_ENVIRONMENT)
    return vars(main_module)


def rehearse() -> None:
    """Runs what every child runs: what the interpreter caches here, it need not write into pages of each child's own."""
    runner = StepRunner({"__name__": "__main__"})
    streams = sys.stdout, sys.stderr
    for step in range(_REHEARSALS):
        runner.run(f"x = {step}\nprint(x)", "stdout")
    sys.stdout, sys.stderr = streams


def fork_children(channel: socket.socket, start: Callable[[], None]) -> None:
    """Forks a child for each message until the supervisor goes away, then takes every process of the group along."""
    while True:
        message, ancillary, _, _ = channel.recvmsg(1, 64)
        if not message:
            os.killpg(0, signal.SIGKILL)
        received = array.array("i")
        for _, _, payload in ancillary:
            received.frombytes(payload)
        try:
            pid = linux.fork_sibling()
        except OSError:
            pid = -1
        if pid == 0:
            try:
                os.dup2(received[0], CHANNEL)
                os.closerange(CHANNEL + 1, limits.MAX_DESCRIPTORS)
                start()
            finally:
                os._exit(1)
        for descriptor in received:
            os.close(descriptor)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
