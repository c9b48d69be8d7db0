"""Solutions as stock models read them, from the same description as the search: the twin of `core/format/chat_format.ts`."""

from __future__ import annotations

import json
import re
from pathlib import Path

_FORM = json.loads((Path(__file__).parents[3] / "core" / "format" / "chat_form.json").read_text(encoding="utf-8"))
_OUTPUT = re.compile(r"\n<output>(.*?)<end_of_output>\n", re.DOTALL)
_TAG = re.compile(r"<code>|<end_of_step>|<end_of_code>|<output>|<end_of_output>|<answer>|<end_of_answer>")

CHAT_SYSTEM: str = _FORM["system"]
"""What a chat's system message asks for."""


def chat_text(solution: str) -> str:
    """A solution with the official tags as the model's turn of a chat, up to the name of the step that follows."""
    text = solution.replace("<code>\n", _FORM["open"], 1)
    text = text.replace("\n<end_of_step>", "").replace("\n<end_of_code>", _FORM["close"])
    text = _OUTPUT.sub(lambda match: _FORM["output"].replace("{output}", match[1]), text)
    text = _TAG.sub("", text)
    name = _FORM["step"].replace("{number}", str(solution.count("<end_of_step>") + 1))
    if not solution:
        return _FORM["open"] + name
    return f"{text}\n{name}" if solution.endswith("<end_of_step>") else text
