"""Supervised fine-tuning of a policy with TRL's SFTTrainer, made fast on a CPU.

Three things differ from the stock trainer: batches by token budget (no padding to speak of), no attention mask (right
padding under causal attention needs none, and a mask costs the fast kernel), and the output head on learnt tokens only.
On several processes, or with a sharded model, TRL's own loss is used, since such models must be called as a whole; its
output head works on tiles of tokens.
Covered: one process, CPU or GPU; several under `accelerate launch`. Not covered: measured runs on several GPUs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from trl import SFTTrainer

from training.data.examples import IGNORED
from training.data.token_batches import PadRight
from training.run.budgeted_trainer import BudgetedTrainer


class PolicyTrainer(BudgetedTrainer, SFTTrainer):
    """SFTTrainer over datasets of TokenizedExamples whose learning rate follows a Budget."""

    def __init__(self, *, pad_id: int, **kwargs: Any) -> None:
        super().__init__(data_collator=PadRight(pad_id), **kwargs)

    def _learnt_logits(
        self, model: torch.nn.Module, inputs: dict[str, torch.Tensor]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits (f32) and targets of the learnt tokens only, example after example."""
        targets = inputs["labels"][:, 1:]
        learnt = targets != IGNORED
        with torch.autocast(inputs["input_ids"].device.type, torch.bfloat16, enabled=self.args.bf16):
            hidden = model.base_model(input_ids=inputs["input_ids"], use_cache=False).last_hidden_state[:, :-1]
            return model.lm_head(hidden[learnt]).float(), targets[learnt]

    def _masked(self, inputs: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {**inputs, "attention_mask": (inputs["input_ids"] != self.data_collator.pad_id).long()}

    def _held_out_tokens(self, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """The loss (f32) of each learnt token, and whether it is the likeliest one, example after example."""
        if not self.calls_whole:
            logits, targets = self._learnt_logits(self.model, batch)
            return torch.nn.functional.cross_entropy(logits, targets, reduction="none"), logits.argmax(-1) == targets
        output = self.model(**self._masked(batch), fused_lm_head=True)
        return -output.log_probs[output.label_mask].float(), output.is_top1[output.label_mask].bool()

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> torch.Tensor:
        learnt = int((inputs["labels"][:, 1:] != IGNORED).sum())
        if self.model.training:
            # Every real token of an example is its prompt or learnt or output, never the padding token.
            real = int((inputs["input_ids"] != self.data_collator.pad_id).sum())
            self.count(real, learnt)
        if self.calls_whole:
            return super().compute_loss(model, self._masked(inputs), False, num_items_in_batch)
        logits, targets = self._learnt_logits(model, inputs)
        total = torch.nn.functional.cross_entropy(logits, targets, reduction="sum")
        return total / (num_items_in_batch if num_items_in_batch is not None else max(1, learnt))

    def measure(self, batches: Iterable[dict[str, torch.Tensor]]) -> tuple[dict[str, float], int]:
        """Loss a learnt token, share of tokens and share of whole examples that greedy decoding would get right.

        "exact" is the rate at which greedy decoding writes the very demonstration, given the tool's output.
        """
        loss = right = tokens = exact = examples = 0.0
        for batch in batches:
            losses, hit = self._held_out_tokens(batch)
            loss += float(losses.sum())
            rows = (batch["labels"][:, 1:] != IGNORED).nonzero()[:, 0]
            missed = torch.zeros(len(batch["labels"]), device=hit.device).index_add(0, rows, (~hit).float())
            right, tokens = right + int(hit.sum()), tokens + len(hit)
            exact, examples = exact + int((missed == 0).sum()), examples + len(missed)
        metrics = {
            "loss": loss / max(1, tokens),
            "tokenAccuracy": right / max(1, tokens),
            "exact": exact / max(1, examples),
        }
        return metrics, int(examples)
