"""The pipes between the supervisor and its caller: JSON in, small binary frames out.

In:  u32 length, JSON.  Out: u32 length, u32 job, u8 verdict, u8 kept, u32 CPU µs, u32 wall µs, payload. Job 0 is the
supervisor itself, its payload JSON. All integers little-endian. The payload of any other job is what the child wrote.
"""

import json
import os
import struct
from enum import IntEnum

_LENGTH = struct.Struct("<I")
_FRAME = struct.Struct("<IIBBII")
_MAX_MICROSECONDS = 0xFFFFFFFF
_READ_BYTES = 1 << 20


class Verdict(IntEnum):
    """How a job ended, as the supervisor saw it."""

    REPORTED = 0
    CPU_LIMIT = 1
    WALL_LIMIT = 2
    DIED = 3
    MALFORMED = 4
    GONE = 5  # the snapshot asked for is not there


class Control:
    """Reads commands from one descriptor and writes results to another."""

    def __init__(self, commands: int, results: int) -> None:
        os.set_blocking(commands, False)
        self.commands = commands
        self._results = results
        self._buffer = bytearray()

    def read(self) -> list[dict] | None:
        """The commands that have arrived; None when the caller has closed its end."""
        try:
            data = os.read(self.commands, _READ_BYTES)
        except BlockingIOError:
            return []
        if not data:
            return None
        self._buffer += data
        commands = []
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                break
            commands.append(json.loads(bytes(self._buffer[_LENGTH.size : end])))
            del self._buffer[:end]
        return commands

    def write(
        self,
        job: int,
        verdict: Verdict,
        payload: bytes = b"",
        *,
        kept: bool = False,
        cpu_ms: float = 0,
        wall_ms: float = 0,
    ) -> None:
        cpu_us, wall_us = (min(_MAX_MICROSECONDS, int(value * 1000)) for value in (cpu_ms, wall_ms))
        length = _FRAME.size - _LENGTH.size + len(payload)
        data = _FRAME.pack(length, job, verdict, kept, cpu_us, wall_us) + payload
        while data:
            data = data[os.write(self._results, data) :]

    def report(self, message: dict) -> None:
        """Sends something about the supervisor itself."""
        self.write(0, Verdict.REPORTED, json.dumps(message).encode())
