"""Regression of a preference model's score on Q-values: the PQM that the paper compares its preference model with (§4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch

from pqm.step_values import CollateValues
from training.reward.score_trainer import ScoreTrainer


class ValueTrainer(ScoreTrainer):
    """Trainer over datasets of StepValues: mean squared error between tanh(score / scale) and the value."""

    def __init__(self, *, pad_id: int, scale: float = 1.0, **kwargs: Any) -> None:
        self._scale = scale
        super().__init__(data_collator=CollateValues(pad_id), **kwargs)

    def weight(self, batch: dict[str, torch.Tensor]) -> float:
        """The count of its steps."""
        return float(len(batch["value"]))

    def loss(self, scores: torch.Tensor, batch: dict[str, torch.Tensor], *, total: float) -> torch.Tensor:
        """The squared errors of its steps over `total`."""
        return ((scores / self._scale).tanh() - batch["value"]).square().sum() / total

    def measure(self, batches: Iterable[dict[str, torch.Tensor]]) -> tuple[dict[str, Any], int]:
        """Mean squared error, share of the values' variance that is explained, share of values not 0 with the right sign."""
        predicted, values = [], []
        for batch in batches:
            predicted.append((self.scores(self.model, batch) / self._scale).tanh().cpu())
            values.append(batch["value"].cpu())
        predicted, value = torch.cat(predicted).double(), torch.cat(values).double()
        loss, variance, signed = (predicted - value).square().mean(), value.var(correction=0), value != 0
        metrics = {
            "loss": float(loss),
            "explained": float(1 - loss / variance) if variance > 0 else 0.0,
            "accuracy": float((predicted.sign() == value.sign())[signed].double().mean()) if signed.any() else 0.0,
        }
        return metrics, len(value)
