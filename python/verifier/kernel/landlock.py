"""Landlock: only the given directories can be read, nothing can be written, no TCP, no signals to the outside.

Covered (by kernel ABI): file access (1), link and rename across directories (2), truncate (3), TCP (4), device ioctl (5),
abstract sockets and signals (6). Not covered: stat() of any path, which Landlock does not restrict.
"""

import ctypes
import os
import struct

from . import linux

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on x86_64 and aarch64
_VERSION_FLAG, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3


def abi() -> int:
    """The kernel's Landlock version; 0 where it is absent or switched off."""
    try:
        return linux.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_FLAG) if linux.IS_LINUX else 0
    except OSError:
        return 0


def restrict_to(paths: list[str]) -> int:
    """Leaves the calling process read access to `paths` (missing ones are skipped) and returns the ABI used, 0 if none."""
    version = abi()
    if not version:
        return 0
    files = (1 << 13) - 1
    for since, right in ((2, 13), (3, 14), (5, 15)):
        files |= (version >= since) << right
    network = 0b11 if version >= 4 else 0
    scoped = 0b11 if version >= 6 else 0
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = linux.syscall(_CREATE_RULESET, struct.pack("QQQ", files, network, scoped), ctypes.c_size_t(size), 0)
    try:
        for path in paths:
            _allow_reading(ruleset, path)
        linux.syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _allow_reading(ruleset: int, path: str) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE
        linux.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)
