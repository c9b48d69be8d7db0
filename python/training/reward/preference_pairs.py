"""Preference pairs (JSON Lines) as groups of texts: candidates for the same step, or whole solutions of the same problem.

    {"question", "prefix", "chosen", "rejected", "weight": 1, "kind": "step" | "trajectory"}

A text is `prompt(question) + prefix + chosen` (or `rejected`), and its score is read at its last token. A candidate that is
in several pairs of its group is computed once: two positives against two negatives are four texts, not eight.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import torch
from datasets import Dataset
from transformers import PreTrainedTokenizerFast

from training.data.token_batches import pad_right
from training.reward.scored_texts import ragged, ragged_groups, scored_ids

KINDS = ("step", "trajectory")


@dataclass
class PairGroup:
    """Texts after one prefix, and the pairs among them."""

    question: str
    kind: str
    ids: list[np.ndarray] = field(default_factory=list)
    """Token ids of each text."""
    pairs: dict[tuple[int, int], float] = field(default_factory=dict)
    """(chosen, rejected), indices of texts, to the pair's weight."""


@dataclass(frozen=True)
class PairGroups:
    """All groups, and what was left out."""

    groups: list[PairGroup]
    repeated: int = 0
    """Pairs left out because they came before."""
    too_long: int = 0
    """Pairs left out because a text is longer than the limit."""

    def __len__(self) -> int:
        """Count of pairs."""
        return sum(len(group.pairs) for group in self.groups)

    @property
    def questions(self) -> list[str]:
        """The problem of each group."""
        return [group.question for group in self.groups]

    @property
    def tokens(self) -> int:
        """Tokens of all texts, each text once."""
        return sum(len(ids) for group in self.groups for ids in group.ids)

    def split(self, held_out: set[str]) -> tuple[PairGroups, PairGroups]:
        """The groups of other questions, and those of the held-out ones."""
        train = [group for group in self.groups if group.question not in held_out]
        rest = [group for group in self.groups if group.question in held_out]
        return PairGroups(train, self.repeated, self.too_long), PairGroups(rest)

    def dataset(self) -> Dataset:
        """A row a group: "input_ids" [texts, tokens], "chosen", "rejected", "weight" [pairs], "kind", "length", "count"."""
        pairs = [np.array(list(group.pairs), int).reshape(-1, 2) for group in self.groups]
        columns = {
            "input_ids": ragged_groups([group.ids for group in self.groups]),
            "chosen": ragged([pair[:, 0] for pair in pairs]),
            "rejected": ragged([pair[:, 1] for pair in pairs]),
            "weight": ragged([np.array(list(group.pairs.values())) for group in self.groups], np.float32),
            "kind": pa.array([KINDS.index(group.kind) for group in self.groups]),
            "length": pa.array([max(map(len, group.ids)) for group in self.groups]),
            "count": pa.array([len(group.ids) for group in self.groups]),
        }
        return Dataset(pa.table(columns))


def read_pairs(
    rows: Iterable[dict[str, Any]], tokenizer: PreTrainedTokenizerFast, *, max_tokens: int = 1024
) -> PairGroups:
    """Groups and tokenises rows; the order of groups is that of their first pairs.

    Raises ValueError for a weight that is not positive, an unknown kind, or a text that `scored_ids` refuses.
    """
    found: dict[tuple[str, str, str], tuple[dict[str, int], dict[tuple[int, int], float]]] = {}
    repeated = too_long = 0
    for row in rows:
        kind, weight = row.get("kind", "step"), float(row.get("weight", 1))
        if kind not in KINDS:
            raise ValueError(f"Cannot train on a pair of an unknown kind: {kind!r}, known are {KINDS}")
        if not (weight > 0 and math.isfinite(weight)):
            raise ValueError(f"Cannot train on a pair whose weight is not positive: {weight}")
        texts, pairs = found.setdefault((row["question"], row["prefix"], kind), ({}, {}))
        chosen, rejected = (texts.setdefault(row["prefix"] + row[side], len(texts)) for side in ("chosen", "rejected"))
        pair = chosen, rejected
        if pair in pairs:
            repeated += 1
        else:
            pairs[pair] = weight
    every = scored_ids([(key[0], text) for key, (texts, _) in found.items() for text in texts], tokenizer)
    groups = []
    for (question, _, kind), (texts, pairs) in found.items():
        ids = [next(every) for _ in texts]
        kept = {pair: weight for pair, weight in pairs.items() if max(len(ids[i]) for i in pair) <= max_tokens}
        too_long += len(pairs) - len(kept)
        used = sorted({index for pair in kept for index in pair})
        if kept:
            place = {index: at for at, index in enumerate(used)}
            again = {(place[a], place[b]): weight for (a, b), weight in kept.items()}
            groups.append(PairGroup(question, kind, [ids[index] for index in used], again))
    return PairGroups(groups, repeated, too_long)


class CollateGroups:
    """Groups to one batch: input_ids [texts, longest], lengths [texts]; chosen, rejected, weight, kind [pairs]."""

    def __init__(self, pad_id: int) -> None:
        self._pad_id = pad_id

    def __call__(self, groups: Sequence[dict[str, Any]]) -> dict[str, torch.Tensor]:
        texts = [ids for group in groups for ids in group["input_ids"]]
        starts = np.cumsum([0, *(len(group["input_ids"]) for group in groups)])[:-1]
        sides = {
            side: torch.cat(
                [torch.tensor(group[side]) + int(start) for group, start in zip(groups, starts, strict=True)]
            )
            for side in ("chosen", "rejected")
        }
        return {
            "input_ids": pad_right(texts, value=self._pad_id),
            "lengths": torch.tensor([len(ids) for ids in texts]),
            **sides,
            "weight": torch.cat([torch.tensor(group["weight"]) for group in groups]),
            "kind": torch.cat([torch.full((len(group["weight"]),), group["kind"]) for group in groups]),
        }
