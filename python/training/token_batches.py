"""Batches by token budget: examples of like length together, so that little is padding.

The order is a function of (lengths, options, seed, epoch) alone: a resumed run sees the batches it would have seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from training.examples import IGNORED


def token_batches(
    lengths: np.ndarray, *, budget: int, seed: int, window: int = 4096, shuffle: bool = True, multiple_of: int = 1
) -> list[list[int]]:
    """Indices of each batch. A batch's padded size (count times longest) is at most `budget` tokens, or it is one example.

    Examples are shuffled, cut into windows, sorted by length within each and packed; the batches of a window are shuffled.
    The count of batches is a multiple of `multiple_of` (processes): the rest is left out.
    """
    random = np.random.default_rng(seed)
    order = random.permutation(len(lengths)) if shuffle else np.arange(len(lengths))
    batches: list[list[int]] = []
    for start in range(0, len(order), window):
        part = order[start : start + window]
        part = part[np.argsort(lengths[part], kind="stable")]
        packed: list[list[int]] = [[]]
        for index in part:
            if packed[-1] and int(lengths[index]) * (len(packed[-1]) + 1) > budget:
                packed.append([])
            packed[-1].append(int(index))
        if shuffle:
            packed = [packed[i] for i in random.permutation(len(packed))]
        batches += packed
    return batches[: len(batches) - len(batches) % multiple_of]


class TokenBatchSampler:
    """A batch sampler for torch's DataLoader over `token_batches`, shuffled anew each epoch."""

    def __init__(self, lengths: np.ndarray, *, budget: int, seed: int, shuffle: bool = True, multiple_of: int = 1) -> None:
        self._lengths, self._budget, self._seed, self._shuffle, self._multiple_of = (
            lengths, budget, seed, shuffle, multiple_of,
        )
        self._made: dict[int, list[list[int]]] = {}
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Chooses the order of the next iteration."""
        self.epoch = epoch

    def _batches(self) -> list[list[int]]:
        if self.epoch not in self._made:
            self._made = {
                self.epoch: token_batches(
                    self._lengths,
                    budget=self._budget,
                    seed=self._seed + 7919 * self.epoch,
                    shuffle=self._shuffle,
                    multiple_of=self._multiple_of,
                )
            }
        return self._made[self.epoch]

    def __len__(self) -> int:
        return len(self._batches())

    def __iter__(self) -> Iterator[list[int]]:
        return iter(self._batches())


class PadRight:
    """Collates examples into input_ids and labels [count, longest], padded on the right.

    No attention mask: attention is causal, so real tokens never see the padding, and its labels are ignored.
    """

    def __init__(self, pad_id: int, multiple: int = 8) -> None:
        self.pad_id, self.multiple = pad_id, multiple

    def __call__(self, examples: Sequence[dict[str, list[int]]]) -> dict[str, torch.Tensor]:
        longest = max(len(example["input_ids"]) for example in examples)
        longest = -(-longest // self.multiple) * self.multiple
        ids = np.full((len(examples), longest), self.pad_id, np.int64)
        labels = np.full((len(examples), longest), IGNORED, np.int64)
        for row, example in enumerate(examples):
            ids[row, : len(example["input_ids"])] = example["input_ids"]
            labels[row, : len(example["labels"])] = example["labels"]
        return {"input_ids": torch.from_numpy(ids), "labels": torch.from_numpy(labels)}
