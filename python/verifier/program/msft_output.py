"""The official interpreter's rules for turning a program's run into text (output style `msft`).

The rules speak of the whole program, so they take what every step so far has printed:
- with at most one top-level print statement, the value of a last expression, else what was printed;
- with several, each is preceded by its arguments as written, cut at the first closing parenthesis, and `: `;
- text that reads as a number is rounded to 4 decimals where that is not longer.

Source: App. A of the paper's released code, described in our own words and checked against its published trajectories.
"""

import ast

from .bounded_text import BoundedText, shorten

_DECIMALS = 4


class Printed:
    """What a program printed, cut where its top-level print statements begin and end."""

    def __init__(self) -> None:
        self._labels: list[str | None] = []
        self._texts: list[BoundedText] = []
        self.begin(None)

    def begin(self, label: str | None) -> BoundedText:
        """Starts a piece: of the print statement with this label, or (None) of anything else."""
        self._labels.append(label)
        self._texts.append(BoundedText())
        return self._texts[-1]

    def render(self, value: object) -> str:
        """The observation, given the value of the program's last expression (None where there is none)."""
        labels = [label for label in self._labels if label is not None]
        if len(labels) > 1:
            text = "".join(
                piece.text() if label is None else f"{label}: {piece.text()}"
                for label, piece in zip(self._labels, self._texts, strict=True)
            )
        elif value is not None:
            text = str.__str__(str(value))
        else:
            text = "".join(piece.text() for piece in self._texts)
        return shorten(round_number(text.strip()))


def print_label(statement: ast.stmt, lines: list[bytes]) -> str | None:
    """The label of a top-level `print(...)` statement of a source given as UTF-8 lines, None for any other statement."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "print":
        return None
    written = lines[statement.lineno - 1 : statement.end_lineno]
    written[-1] = written[-1][: statement.end_col_offset]
    written[0] = written[0][statement.col_offset :]
    return b"\n".join(written).partition(b"(")[2].partition(b")")[0].decode("utf-8", "replace")


def round_number(text: str) -> str:
    """`8.94427190` becomes `8.9443`; what is no number, or would grow, stays."""
    try:
        rounded = str(round(float(text), _DECIMALS))
    except (ValueError, OverflowError):
        return text
    return rounded if len(rounded) <= len(text) else text
