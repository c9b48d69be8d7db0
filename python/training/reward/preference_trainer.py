"""Training of a preference model on pairs: Eq. 4 (ppm_loss.py) with TRL's RewardTrainer, which alone has no weights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import torch
from datasets import Dataset
from trl import RewardTrainer

from training.reward.ppm_loss import ppm_loss
from training.reward.preference_pairs import KINDS, CollateGroups
from training.reward.score_trainer import ScoreTrainer

LossOn = Literal["raw", "tanh"]


class PreferenceTrainer(ScoreTrainer, RewardTrainer):
    """RewardTrainer over datasets of PairGroups. `loss_on` says whether r is the score before tanh or after it."""

    def __init__(self, *, pad_id: int, loss_on: LossOn = "raw", **kwargs: Any) -> None:
        self._loss_on = loss_on
        super().__init__(data_collator=CollateGroups(pad_id), **kwargs)

    def _prepare_dataset(self, dataset: Dataset, *_: Any, **__: Any) -> Dataset:
        return dataset  # TRL's would look for columns of text, and append an end of text to it

    def _pairs(self, scores: torch.Tensor, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """r⁺ and r⁻ of each pair."""
        rewards = scores.tanh() if self._loss_on == "tanh" else scores
        return rewards[batch["chosen"]], rewards[batch["rejected"]]

    def weight(self, batch: dict[str, torch.Tensor]) -> float:
        """The summed weights of its pairs."""
        return float(batch["weight"].sum())

    def loss(self, scores: torch.Tensor, batch: dict[str, torch.Tensor], *, total: float) -> torch.Tensor:
        """Eq. 4 over its pairs, divided by `total`."""
        return ppm_loss(*self._pairs(scores, batch), batch["weight"], total=total)

    def measure(self, batches: Iterable[dict[str, torch.Tensor]]) -> tuple[dict[str, Any], int]:
        """Loss and mean margin r⁺ - r⁻ (both by weight), share of pairs in the right order, the same by kind of pair."""
        parts = []
        for batch in batches:
            chosen, rejected = self._pairs(self.scores(self.model, batch), batch)
            parts.append(torch.stack([chosen, rejected, batch["weight"], batch["kind"].float()]).cpu())
        chosen, rejected, weight, kind = torch.cat(parts, 1).double()
        margin = chosen - rejected
        right = (margin > 0).double()
        metrics = {
            "loss": float(ppm_loss(chosen, rejected, weight)),
            "accuracy": float(right.mean()),
            "margin": float((margin * weight).sum() / weight.sum()),
            "accuracyByKind": {
                name: float(right[kind == number].mean()) for number, name in enumerate(KINDS) if (kind == number).any()
            },
        }
        return metrics, len(margin)
