"""The model of the lowest evaluation loss, kept in a folder, and when to stop as the loss no longer falls."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from training.run.processes import is_first_process


class BestModel:
    """Saves the model after each evaluation whose loss is the lowest so far.

    `patience` is how many evaluations in a row may bring no lower loss before `patience_is_spent`; None: any number.
    """

    FILE = "best.json"

    def __init__(self, folder: Path, *, patience: int | None = None) -> None:
        self.folder, self._patience = folder, patience
        self.step: int | None = None
        """The step of the saved model, or None before the first evaluation."""
        self.metrics: dict[str, Any] = {}
        self._without_gain: list[int] = []

    def resume(self, step: int) -> None:
        """Resumes from what the folder holds, as of a checkpoint at `step`: later evaluations will come again."""
        file = self.folder / self.FILE
        if not file.exists():
            return
        state = json.loads(file.read_text(encoding="utf-8"))
        self.step, self.metrics = state["step"], state["metrics"]
        self._without_gain = [one for one in state["withoutGain"] if one <= step]

    def update(self, step: int, metrics: dict[str, Any], *, save: Callable[[Path], None]) -> None:
        """Takes an evaluation (with a "loss"), and calls `save` with the folder if there was no lower loss."""
        if self.step is None or metrics["loss"] < self.metrics["loss"]:
            save(self.folder)
            self.step, self.metrics, self._without_gain = step, metrics, []
        elif step != self.step:
            self._without_gain.append(step)
        if is_first_process():
            self.folder.mkdir(parents=True, exist_ok=True)
            state = {"step": self.step, "metrics": self.metrics, "withoutGain": self._without_gain}
            (self.folder / self.FILE).write_text(json.dumps(state), encoding="utf-8")

    @property
    def patience_is_spent(self) -> bool:
        """Whether `patience` evaluations in a row brought no lower loss."""
        return self._patience is not None and len(self._without_gain) >= self._patience
