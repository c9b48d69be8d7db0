"""The score head of a preference model: one row of weights, and what is done to its product with the last hidden state.

Covered: Qwen2ForSequenceClassification with one label, whose configuration may have a `ppm_scale`; the official reward
model, a language model with `value_head.bin` beside it, whose score is tanh((w·h + b) / 5).
"""

from __future__ import annotations

import math
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFWriter
from gguf.utility import LocalTensor

from training.gguf.architecture import PREFERENCE
from training.gguf.error import ExportError
from training.gguf.tensors import checkpoint_blocks

NAME = "score.weight"
VALUE_HEAD = "value_head.bin"

_OFFICIAL_SCALE = 5.0  # the official code's at inference; it trains without scale and tanh
_PREFIX = "v_head."


@dataclass(frozen=True)
class ScoreHead:
    """`weight` is f32 [hidden]. The score is tanh((weight · state + bias) / scale)."""

    weight: np.ndarray
    bias: float = 0.0
    scale: float = 1.0

    def add_metadata(self, writer: GGUFWriter, row: int) -> None:
        """Adds `ppm.score_token_id`, the row of the weight; bias and scale where they are not 0 and 1."""
        writer.add_uint32("ppm.score_token_id", row)
        if self.bias != 0:
            writer.add_float32("ppm.score_bias", self.bias)
        if self.scale != 1:
            writer.add_float32("ppm.scale", self.scale)


def score_head(folder: Path, config: dict[str, Any], source: dict[str, LocalTensor]) -> ScoreHead | None:
    """The head of the checkpoint in `folder`; None for a policy. Raises ExportError."""
    file, hidden = folder / VALUE_HEAD, config["hidden_size"]
    if config["architectures"][0] != PREFERENCE:
        return _read_value_head(file, hidden) if file.exists() else None
    if file.exists():
        raise ExportError(f"Cannot export {folder} as it has two score heads: {VALUE_HEAD} and that of {PREFERENCE}")
    tensor = source.get(NAME)
    if tensor is None or tensor.shape != (1, hidden):
        raise ExportError(f"Cannot export score head as it has not one label: its shape is {tensor and tensor.shape}")
    scale = config.get("ppm_scale", 1.0)
    if not isinstance(scale, (int, float)) or not 0 < scale < math.inf:
        raise ExportError(f"Cannot export score head as its ppm_scale is not a positive number: {scale!r}")
    return ScoreHead(next(checkpoint_blocks(NAME, tensor))[0], scale=float(scale))


def score_row(wanted: int | None, config: dict[str, Any], tokens: set[int]) -> int:
    """The row for the head: the last of the vocabulary, or one behind it where that is a token. Raises ExportError."""
    last = config["vocab_size"] - 1
    row = wanted if wanted is not None else last + 1 if last in tokens else last
    if row in tokens or not 0 <= row <= last + 1:
        raise ExportError(f"Cannot keep the score in row {row} as it is not an unused row of the vocabulary")
    return row


def _read_value_head(file: Path, hidden: int) -> ScoreHead:
    import torch  # takes seconds, and nothing else of the export needs it

    try:
        state = torch.load(file, map_location="cpu", weights_only=True)  # executes nothing that the file holds
    except (OSError, EOFError, RuntimeError, ValueError, pickle.UnpicklingError) as error:
        raise ExportError(
            f"Cannot read {file} as it is no state of plain tensors: {str(error).splitlines()[0]}"
        ) from error
    tensors = {str(key).removeprefix(_PREFIX): value for key, value in state.items()} if isinstance(state, dict) else {}
    weight, bias = tensors.pop("summary.weight", None), tensors.pop("summary.bias", torch.zeros(1))
    if weight is None or tensors:
        raise ExportError(
            f"Cannot export {file} as it is not one linear layer: it has {sorted(map(str, state)) or 'nothing'}"
        )
    if tuple(weight.shape) != (1, hidden) or bias.numel() != 1:
        raise ExportError(
            f"Cannot export {file} as it is not one score of {hidden} numbers: its shape is {tuple(weight.shape)}"
        )
    if not (weight.isfinite().all() and bias.isfinite().all()):
        raise ExportError(f"Cannot export {file} as not all of it is finite")
    return ScoreHead(weight[0].float().numpy(), bias.float().item(), _OFFICIAL_SCALE)
