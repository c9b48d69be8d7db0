"""The floor under the verifier: the same warmed interpreter, forked for each step, with nothing around it.

    python -s -P -B fork_floor.py PYTHON_FOLDER

A line in, `{"sources", "at_once"}`; a line out, the list of what each source printed. No limits and no sandbox: for
programs of one's own only. Its environment must be the verifier's.
"""

import gc
import io
import json
import os
import random
import select
import sys

_FOLDER, *_RESTARTED = sys.argv[1:]
sys.path.insert(0, _FOLDER)

from verifier import warm_up  # noqa: E402
from verifier.kernel import linux  # noqa: E402

_READ_BYTES = 65536


def run_all(sources: list[str], at_once: int) -> list[str]:
    """Forks a child for each source, `at_once` of them at a time, and waits for each."""
    printed = [""] * len(sources)
    poller = select.poll()
    running: dict[int, tuple[int, int]] = {}
    started = 0
    while started < len(sources) or running:
        while started < len(sources) and len(running) < at_once:
            ours, theirs = os.pipe()
            pid = os.fork()
            if pid == 0:
                run(sources[started], theirs)
            os.close(theirs)
            poller.register(ours, select.POLLIN)
            running[ours] = (started, pid)
            started += 1
        for descriptor, _ in poller.poll():
            index, pid = running[descriptor]
            data = os.read(descriptor, _READ_BYTES)
            if data:
                printed[index] += data.decode()
                continue
            poller.unregister(descriptor)
            os.close(descriptor)
            os.waitpid(pid, 0)
            del running[descriptor]
    return printed


def run(source: str, results: int) -> None:
    """Runs a source in this process, writes what it printed and ends."""
    try:
        sys.stdout = io.StringIO()
        exec(compile(source, "<step>", "exec"), {"__name__": "__main__"})
        os.write(results, sys.stdout.getvalue().encode())
    finally:
        os._exit(0)


if __name__ == "__main__":
    if not _RESTARTED and linux.fix_addresses():
        os.execv(sys.executable, [sys.executable, "-s", "-P", "-B", __file__, _FOLDER, "restarted"])
    warm_up.import_libraries()
    warm_up.warm_up()
    gc.collect()
    gc.freeze()
    linux.collapse_heap()
    random.seed(0)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(run_all(request["sources"], request["at_once"])), flush=True)
