"""Batches by token budget: examples of like length together, so that little is padding.

The order is a function of (lengths, options, seed, epoch) alone: a resumed run sees the batches it would have seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from training.data.examples import IGNORED


def token_batches(
    lengths: np.ndarray,
    *,
    budget: int,
    seed: int,
    counts: np.ndarray | None = None,
    window: int = 4096,
    shuffle: bool = True,
    multiple_of: int = 1,
) -> list[list[int]]:
    """Indices of each batch. A batch's padded size (count times longest) is at most `budget` tokens, or it is one example.

    `counts` says how many texts an example is (default: one each), `lengths` then how long its longest is.

    Examples are shuffled, cut into windows, sorted by length within each and packed; the batches of a window are shuffled.
    The count of batches is a multiple of `multiple_of` (processes): the rest is left out.
    """
    random = np.random.default_rng(seed)
    order = random.permutation(len(lengths)) if shuffle else np.arange(len(lengths))
    counts = np.ones(len(lengths), int) if counts is None else counts
    batches: list[list[int]] = []
    for start in range(0, len(order), window):
        part = order[start : start + window]
        part = part[np.argsort(lengths[part], kind="stable")]
        packed: list[list[int]] = [[]]
        texts = 0
        for index in part:
            if packed[-1] and int(lengths[index]) * (texts + int(counts[index])) > budget:
                packed.append([])
                texts = 0
            packed[-1].append(int(index))
            texts += int(counts[index])
        if shuffle:
            packed = [packed[i] for i in random.permutation(len(packed))]
        batches += packed
    return batches[: len(batches) - len(batches) % multiple_of]


class TokenBatchSampler:
    """A batch sampler for torch's DataLoader over `token_batches` (whose options it takes), shuffled anew each epoch."""

    def __init__(self, lengths: np.ndarray, *, seed: int, **options: Any) -> None:
        self._lengths, self._seed, self._options = lengths, seed, options
        self._made: dict[int, list[list[int]]] = {}
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Chooses the order of the next iteration."""
        self.epoch = epoch

    def _batches(self) -> list[list[int]]:
        if self.epoch not in self._made:
            seed = self._seed + 7919 * self.epoch
            self._made = {self.epoch: token_batches(self._lengths, seed=seed, **self._options)}
        return self._made[self.epoch]

    def __len__(self) -> int:
        return len(self._batches())

    def __iter__(self) -> Iterator[list[int]]:
        return iter(self._batches())


def pad_right(sequences: Sequence[Sequence[int]], *, value: int, multiple: int = 8) -> torch.Tensor:
    """The sequences as one [count, longest] tensor, the longest rounded up to `multiple`, filled with `value`."""
    longest = -(-max(map(len, sequences)) // multiple) * multiple
    padded = np.full((len(sequences), longest), value, np.int64)
    for row, sequence in enumerate(sequences):
        padded[row, : len(sequence)] = sequence
    return torch.from_numpy(padded)


class PadRight:
    """Collates examples into input_ids and labels [count, longest], padded on the right.

    No attention mask: attention is causal, so real tokens never see the padding, and its labels are ignored.
    """

    def __init__(self, pad_id: int, multiple: int = 8) -> None:
        self.pad_id, self.multiple = pad_id, multiple

    def __call__(self, examples: Sequence[dict[str, list[int]]]) -> dict[str, torch.Tensor]:
        return {
            "input_ids": pad_right([row["input_ids"] for row in examples], value=self.pad_id, multiple=self.multiple),
            "labels": pad_right([row["labels"] for row in examples], value=IGNORED, multiple=self.multiple),
        }
