"""The bytes between the supervisor and a child.

A command is 6 bytes (kind, output style, length of the source) and the source. `S` runs a step and is answered by a
report: 4 bytes length, 1 byte outcome, UTF-8 text. `F` carries a descriptor, on which the fork made for it goes on.
"""

import struct

CHANNEL = 3
"""The child's descriptor. It sees no others but 0, 1 and 2, all /dev/null."""

HEADER = struct.Struct("<ccI")
LENGTH = struct.Struct("<I")
HELLO = struct.Struct("<ci")
"""`H` and the sender's process id, which the supervisor uses only where the kernel does not give it."""

STYLES = {b"o": "stdout", b"m": "msft", b"n": "notebook"}

DONE, RAISED, OUT_OF_MEMORY = b"1", b"0", b"m"
"""Outcomes of a step."""

DONE_UNCOPYABLE = b"u"
"""Outcome of a step that is done, and left what a fork does not copy."""
