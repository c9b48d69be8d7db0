"""What the trainers of reward models share: scores of a batch of texts, and a weighted mean as the loss."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from training.reward.preference_model import last_scores, whole_scores
from training.run.budgeted_trainer import BudgetedTrainer
from training.run.processes import process_count, totals


class ScoreTrainer(BudgetedTrainer):
    """Batches have "input_ids" [texts, longest], padded on the right, and "lengths" [texts]."""

    loss_is_scaled_for_ga = True
    """The Trainer need not divide the loss by the batches of a step: it is divided by the weight of them all."""

    def weight(self, batch: dict[str, torch.Tensor]) -> float:
        """What the items of a batch weigh together."""
        raise NotImplementedError

    def loss(self, scores: torch.Tensor, batch: dict[str, torch.Tensor], *, total: float) -> torch.Tensor:
        """From scores before tanh [texts], the sum of the items' losses by weight, divided by `total`."""
        raise NotImplementedError

    def scores(self, model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Scores before tanh [texts], in f32."""
        ids, lengths = batch["input_ids"], batch["lengths"]
        with torch.autocast(ids.device.type, torch.bfloat16, enabled=self.args.bf16):
            if not self.calls_whole:
                return last_scores(model, ids, lengths)
            if self.model.training:
                return whole_scores(model, ids, lengths)
            # A held-out batch is the same for all: each process scores a part of its texts, and all get all scores.
            part = -(-len(ids) // process_count())
            rows = torch.arange(part, device=ids.device) + part * self.accelerator.process_index
            rows = rows.clamp(max=len(ids) - 1)
            return self.accelerator.gather(whole_scores(model, ids[rows], lengths[rows]))[: len(ids)]

    def get_batch_samples(
        self, epoch_iterator: Iterator[dict[str, torch.Tensor]], num_batches: int, device: torch.device
    ) -> tuple[list[dict[str, torch.Tensor]], float]:
        """The batches of a step, and the weight of those of all processes."""
        batches, _ = super().get_batch_samples(epoch_iterator, num_batches, device)
        return batches, totals([sum(map(self.weight, batches))], device)[0]

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor],
        return_outputs: bool = False,
        num_items_in_batch: float | None = None,
    ) -> torch.Tensor:
        """This batch's part of the mean loss, by weight, over the batches of a step, which `num_items_in_batch` weigh.

        Without it: its part of the mean over this batch and those of the other processes.
        """
        scores = self.scores(model, inputs)
        if self.model.training:
            self.count(int(inputs["lengths"].sum()), len(inputs["lengths"]))
        total = num_items_in_batch
        if total is None:
            total = totals([self.weight(inputs)], self.args.device)[0]
        return self.loss(scores, inputs, total=total) * process_count()  # the processes' gradients are averaged
