"""What a checkpoint is refused with, and files that are read with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class ExportError(ValueError):
    """The checkpoint cannot be exported without changing what it computes. Its message is one sentence."""


def read_json(file: Path) -> dict[str, Any]:
    """The object in a JSON file. Raises ExportError where there is none."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ExportError(f"Cannot export {file.parent} as it is no checkpoint folder: it has no {file.name}") from None
    except (OSError, ValueError) as error:
        raise ExportError(f"Cannot read {file}: {error}") from error
    if not isinstance(content, dict):
        raise ExportError(f"Cannot read {file} as it holds no object: it is a {type(content).__name__}")
    return content
