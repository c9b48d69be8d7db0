"""Text of any length in bounded memory: what is left is what an observation can show."""

MAX_LENGTH = 1024
HALF_LENGTH = 512


class BoundedText:
    """Keeps the first 1024 and the last 512 characters of what is written to it."""

    __slots__ = ("_dropped", "_head", "_room", "_tail")

    def __init__(self) -> None:
        self._head: list[str] = []
        self._room = MAX_LENGTH
        self._tail = ""
        self._dropped = False

    def write(self, text: str) -> None:
        if self._room >= len(text):
            if text:
                self._head.append(text)
                self._room -= len(text)
            return
        if self._room:
            self._head.append(text[: self._room])
            text = text[self._room :]
            self._room = 0
        self._dropped = True
        self._tail = (self._tail + text[-HALF_LENGTH:])[-HALF_LENGTH:]

    def text(self) -> str:
        """What was written; its middle replaced by `...` where it is longer than 1024 characters."""
        head = "".join(self._head)
        if not self._dropped:
            return head
        return head[:HALF_LENGTH] + "..." + (head + self._tail)[-HALF_LENGTH:]


def shorten(text: str) -> str:
    """The official rule: at most 1024 characters, else the first and last 512 around `...`."""
    return text if len(text) <= MAX_LENGTH else text[:HALF_LENGTH] + "..." + text[-HALF_LENGTH:]
