"""Assembler for seccomp filters (classic BPF), enough for allow-lists with a few argument checks.

A filter is a list of rules, each about one system call; the first instruction block whose number matches decides. Jumps
in classic BPF are 8 bits wide, so rules that share an answer are emitted in chunks.
"""

import ctypes
import struct

from .syscalls import AUDIT_ARCH, IS_X86_64, NUMBERS

KILL_PROCESS = 0x80000000
ERRNO = 0x00050000
USER_NOTIFICATION = 0x7FC00000
ALLOW = 0x7FFF0000

_LOAD, _JUMP, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_SET, _RETURN = 0x20, 0x05, 0x15, 0x35, 0x45, 0x06
# Offsets in struct seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[6].
_NUMBER_OFFSET, _ARCH_OFFSET, _ARGUMENTS_OFFSET = 0, 4, 16
_X32_BIT = 0x40000000
_MAX_SHARED = 200


def _instruction(code: int, if_true: int, if_false: int, value: int) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value & 0xFFFFFFFF)


def returns(action: int) -> bytes:
    """An instruction that ends the filter with `action`."""
    return _instruction(_RETURN, 0, 0, action)


def load_argument(index: int, *, high: bool = False) -> bytes:
    """Loads the low (or high) 32 bits of argument `index`; both architectures are little-endian."""
    return _instruction(_LOAD, 0, 0, _ARGUMENTS_OFFSET + 8 * index + (4 if high else 0))


def jump_equal(value: int, if_true: int, if_false: int) -> bytes:
    """Skips `if_true` or `if_false` instructions, by whether the loaded word equals `value`."""
    return _instruction(_JUMP_EQUAL, if_true, if_false, value)


class SockFprog(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


class Filter:
    """A seccomp filter under construction. The last rule given for a system call replaces earlier ones."""

    def __init__(self, default: int) -> None:
        self._default = default
        self._rules: dict[int, list[bytes]] = {}

    def answer(self, action: int, *names: str) -> None:
        """Answers each named call with `action`, whatever its arguments."""
        for name in names:
            self.block([returns(action)], name)

    def block(self, instructions: list[bytes], name: str) -> None:
        """Runs `instructions` (which must end in a return) when `name` is called; ignored where it does not exist."""
        if name in NUMBERS:
            self._rules[NUMBERS[name]] = instructions

    def argument_in(self, name: str, index: int, values: list[int], *, then: int, otherwise: int) -> None:
        """Answers by whether the low 32 bits of an argument are one of `values`."""
        count = len(values)
        tests = [jump_equal(value, count - position, 0) for position, value in enumerate(values)]
        self.block([load_argument(index), *tests, returns(otherwise), returns(then)], name)

    def argument_clear(self, name: str, index: int, mask: int, *, then: int, otherwise: int) -> None:
        """Answers by whether an argument has no bit of `mask`."""
        test = _instruction(_JUMP_SET, 0, 1, mask)
        self.block([load_argument(index), test, returns(otherwise), returns(then)], name)

    def assemble(self) -> bytes:
        """The filter's machine code. A call of another architecture, or of the x32 one, kills the process."""
        code = [_instruction(_LOAD, 0, 0, _ARCH_OFFSET), jump_equal(AUDIT_ARCH, 1, 0), returns(KILL_PROCESS)]
        code.append(_instruction(_LOAD, 0, 0, _NUMBER_OFFSET))
        if IS_X86_64:
            code += [_instruction(_JUMP_GREATER_EQUAL, 0, 1, _X32_BIT), returns(KILL_PROCESS)]
        shared: dict[bytes, list[int]] = {}
        for number, block in self._rules.items():
            if len(block) == 1:
                shared.setdefault(block[0], []).append(number)
            else:
                code += [jump_equal(number, 0, len(block)), *block]
        for action, numbers in shared.items():
            for start in range(0, len(numbers), _MAX_SHARED):
                chunk = numbers[start : start + _MAX_SHARED]
                code += [jump_equal(number, len(chunk) - position, 0) for position, number in enumerate(chunk)]
                code += [_instruction(_JUMP, 0, 0, 1), action]
        code.append(returns(self._default))
        return b"".join(code)


def program(code: bytes) -> SockFprog:
    """Machine code as the kernel wants it; the structure keeps the code alive."""
    buffer = ctypes.create_string_buffer(code, len(code))
    result = SockFprog(len(code) // 8, ctypes.addressof(buffer))
    result.code = buffer
    return result
