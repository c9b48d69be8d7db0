"""A process preference model: a policy's body with a linear head of one label (Qwen2ForSequenceClassification).

The paper's head is linear with tanh. The tanh is not in the checkpoint: the engine applies it to `score / ppm_scale`, which
config.json keeps. Not covered: the dropout before the head and the head's bias that the official code has.
"""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast, Qwen2ForSequenceClassification
from transformers.utils import logging


class ScoreHead(torch.nn.Linear):
    """A linear layer that computes in f32 even under autocast: bf16 scores of siblings are often equal.

    Of a sharded model, forward sees the weight rounded to bf16; what is trained and saved is f32.
    """

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """[..., width] to [..., 1]."""
        with torch.autocast(hidden.device.type, enabled=False):
            return torch.nn.functional.linear(hidden.float(), self.weight.float())


def load_preference_model(
    folder: str | Path, tokenizer: PreTrainedTokenizerFast, *, scale: float, seed: int = 0
) -> Qwen2ForSequenceClassification:
    """A preference model from a policy's checkpoint, with a new head that depends on the seed, or from a preference model's.

    Raises ValueError if the tokenizer has no padding token of its own: the stock model finds a text's end by it.
    """
    if tokenizer.pad_token_id in (None, tokenizer.eos_token_id):
        raise ValueError(f"Cannot train a PPM as the tokenizer has no padding token: it is {tokenizer.pad_token!r}")
    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()  # that the head is missing and lm_head is left over is meant
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model = Qwen2ForSequenceClassification.from_pretrained(
                str(folder), num_labels=1, dtype=torch.float32, attn_implementation="sdpa"
            )
    finally:
        logging.set_verbosity(verbosity)
    head = ScoreHead(model.config.hidden_size, 1, bias=False)
    head.weight = model.score.weight
    model.score = head
    model.config.pad_token_id = tokenizer.pad_token_id
    model.config.ppm_scale = float(scale)
    return model


def last_scores(model: Qwen2ForSequenceClassification, ids: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Scores (f32, before tanh) at the last of `lengths` tokens of each row of `ids`, which are padded on the right."""
    hidden = model.base_model(input_ids=ids, use_cache=False).last_hidden_state
    return model.score(hidden[torch.arange(len(ids), device=ids.device), lengths - 1])[:, 0]


def whole_scores(model: torch.nn.Module, ids: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """What `last_scores` gives, of a model that must be called as a whole: that of several processes, or in shards."""
    mask = (torch.arange(ids.shape[1], device=ids.device) < lengths[:, None]).long()
    return model(input_ids=ids, attention_mask=mask, use_cache=False).logits[:, 0].float()
