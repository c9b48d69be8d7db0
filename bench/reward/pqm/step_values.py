"""Steps with their Q-values (JSON Lines) as token ids: what a model that regresses on Q-values learns from.

    {"question", "prefix", "value"}

The text is `prompt(question) + prefix`, whose last token ends the valued step; the value is in [-1, 1].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import torch
from datasets import Dataset
from transformers import PreTrainedTokenizerFast

from training.data.token_batches import pad_right
from training.reward.scored_texts import ragged, scored_ids


@dataclass(frozen=True)
class StepValues:
    """Steps, and what was left out."""

    questions: list[str]
    """The problem of each step."""
    ids: list[np.ndarray]
    values: list[float]
    repeated: int = 0
    """Steps left out because the same text came before."""
    too_long: int = 0
    """Steps left out because the text is longer than the limit."""

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def tokens(self) -> int:
        """Tokens of all steps."""
        return sum(map(len, self.ids))

    def split(self, held_out: set[str]) -> tuple[StepValues, StepValues]:
        """The steps of other questions, and those of the held-out ones."""

        def of(side: bool) -> tuple[list[str], list[np.ndarray], list[float]]:
            kept = [i for i, question in enumerate(self.questions) if (question in held_out) is side]
            return [self.questions[i] for i in kept], [self.ids[i] for i in kept], [self.values[i] for i in kept]

        return StepValues(*of(False), self.repeated, self.too_long), StepValues(*of(True))

    def dataset(self) -> Dataset:
        """A row a step: "input_ids", "value", "length"."""
        columns = {
            "input_ids": ragged(self.ids),
            "value": pa.array(np.array(self.values, np.float32)),
            "length": pa.array([len(ids) for ids in self.ids]),
        }
        return Dataset(pa.table(columns))


def read_values(
    rows: Iterable[dict[str, Any]], tokenizer: PreTrainedTokenizerFast, *, max_tokens: int = 1024
) -> StepValues:
    """Tokenises rows. Raises ValueError for a value outside [-1, 1], or a text that `scored_ids` refuses."""
    found: dict[tuple[str, str], float] = {}
    repeated = 0
    for row in rows:
        key, value = (row["question"], row["prefix"]), float(row["value"])
        if not -1 <= value <= 1:
            raise ValueError(f"Cannot train on a Q-value outside [-1, 1]: {value}")
        repeated += key in found
        found.setdefault(key, value)
    kept = [
        (question, ids, value)
        for ((question, _), value), ids in zip(found.items(), scored_ids(list(found), tokenizer), strict=True)
        if len(ids) <= max_tokens
    ]
    return StepValues(
        questions=[question for question, _, _ in kept],
        ids=[ids for _, ids, _ in kept],
        values=[value for _, _, value in kept],
        repeated=repeated,
        too_long=len(found) - len(kept),
    )


class CollateValues:
    """Steps to one batch: input_ids [steps, longest], lengths [steps], value [steps]."""

    def __init__(self, pad_id: int) -> None:
        self._pad_id = pad_id

    def __call__(self, steps: Sequence[dict[str, Any]]) -> dict[str, torch.Tensor]:
        return {
            "input_ids": pad_right([step["input_ids"] for step in steps], value=self._pad_id),
            "lengths": torch.tensor([step["length"] for step in steps]),
            "value": torch.tensor([step["value"] for step in steps]),
        }
