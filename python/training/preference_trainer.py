"""Training of a preference model on pairs (Eq. 4) with TRL's RewardTrainer, which alone has no weights.

For a step with two positives and two negatives, Eq. 4 is the mean of -log σ(r⁺ - r⁻) over the 2 × 2 pairs, and the
expectation is over steps. Each pair weighs 1 / (positives · negatives), so the pairs of a step weigh 1 together, and

    loss = - Σ w log σ(r⁺ - r⁻) / Σ w

over a batch is just that: the mean over its steps of the mean over each step's pairs. It stays so where a side has one
candidate only, as in the official code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import torch
from datasets import Dataset
from trl import RewardTrainer

from training.preference_pairs import KINDS, CollateGroups
from training.score_trainer import ScoreTrainer

LossOn = Literal["raw", "tanh"]


class PreferenceTrainer(ScoreTrainer, RewardTrainer):
    """RewardTrainer over datasets of PairGroups. `loss_on` says whether r is the score before tanh or after it."""

    def __init__(self, *, pad_id: int, loss_on: LossOn = "raw", **kwargs: Any) -> None:
        self._loss_on = loss_on
        super().__init__(data_collator=CollateGroups(pad_id), **kwargs)

    def _prepare_dataset(self, dataset: Dataset, *_: Any, **__: Any) -> Dataset:
        return dataset  # TRL's would look for columns of text, and append an end of text to it

    def _margins(self, scores: torch.Tensor, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        rewards = scores.tanh() if self._loss_on == "tanh" else scores
        return rewards[batch["chosen"]] - rewards[batch["rejected"]]

    def weight(self, batch: dict[str, torch.Tensor]) -> float:
        """The summed weights of its pairs."""
        return float(batch["weight"].sum())

    def losses(self, scores: torch.Tensor, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """-log σ(r⁺ - r⁻) of each pair, and its weight."""
        return -torch.nn.functional.logsigmoid(self._margins(scores, batch)), batch["weight"]

    def measure(self, batches: Iterable[dict[str, torch.Tensor]]) -> tuple[dict[str, Any], int]:
        """Loss and mean margin r⁺ - r⁻ (both by weight), share of pairs in the right order, the same by kind of pair."""
        parts = []
        for batch in batches:
            scores = self.scores(self.model, batch)
            loss, weight = self.losses(scores, batch)
            parts.append(torch.stack([loss, self._margins(scores, batch), weight, batch["kind"].float()]).cpu())
        loss, margin, weight, kind = torch.cat(parts, 1).double()
        right = (margin > 0).double()
        metrics = {
            "loss": float((loss * weight).sum() / weight.sum()),
            "accuracy": float(right.mean()),
            "margin": float((margin * weight).sum() / weight.sum()),
            "accuracyByKind": {
                name: float(right[kind == number].mean()) for number, name in enumerate(KINDS) if (kind == number).any()
            },
        }
        return metrics, len(loss)
