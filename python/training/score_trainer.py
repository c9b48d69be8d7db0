"""What the trainers of reward models share: scores of a batch of texts, and a weighted mean as the loss."""

from __future__ import annotations

from typing import Any

import torch

from training.budgeted_trainer import BudgetedTrainer
from training.preference_model import last_scores
from training.processes import process_count, totals


class ScoreTrainer(BudgetedTrainer):
    """Batches have "input_ids" [texts, longest], padded on the right, and "lengths" [texts].

    Several processes use the model's stock forward with a mask, since wrapped models must be called as a whole.
    """

    def losses(self, scores: torch.Tensor, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """From scores before tanh [texts], the loss of each item and its weight [items]."""
        raise NotImplementedError

    def scores(self, model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Scores before tanh [texts], in f32."""
        ids, lengths = batch["input_ids"], batch["lengths"]
        with torch.autocast(ids.device.type, torch.bfloat16, enabled=self.args.bf16):
            if model is self.model:
                return last_scores(model, ids, lengths)
            mask = (torch.arange(ids.shape[1], device=ids.device) < lengths[:, None]).long()
            return model(input_ids=ids, attention_mask=mask, use_cache=False).logits[:, 0].float()

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor],
        return_outputs: bool = False,
        num_items_in_batch: Any = None,
    ) -> torch.Tensor:
        """The mean of the losses, by weight, over the batches of all processes."""
        loss, weight = self.losses(self.scores(model, inputs), inputs)
        if self.model.training:
            self.count(int(inputs["lengths"].sum()), len(inputs["lengths"]))
        (total,) = totals([float(weight.sum())], self.args.device)
        return (weight * loss).sum() * process_count() / total  # the processes' gradients are averaged
