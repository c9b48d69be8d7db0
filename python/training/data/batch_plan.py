"""How the batches of a step come together: the tokens of one, and how many of them each process takes before a step.

A batch is bounded by what fits into memory, a step by what the method wants: the paper fine-tunes on 128 sequences a
step and trains its PPM on 512 pairs. Batches are packed by tokens, so a step has about that many on average, not each
time; since no batch is overfull it is a little less, by some 3 % where a batch holds 16.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from datasets import Dataset


@dataclass(frozen=True)
class BatchPlan:
    """`tokens` is the padded size of one process's batch at most; `batches` of each process make a step."""

    tokens: int
    batches: int = 1


def batch_plan(
    data: Dataset, *, batch_tokens: int, batch_examples: int | None, examples: int, processes: int
) -> BatchPlan:
    """Batches of at most `batch_tokens`; with `batch_examples`, a step of all processes has about so many on average.

    `data` has rows that no batch cuts, with "length", and "count" where a row is several texts. `examples` is what it
    holds in the unit of `batch_examples`. The batches of a step are of one size, the largest that adds up.
    """
    if batch_examples is None:
        return BatchPlan(batch_tokens)
    padded = np.asarray(data["length"], np.int64) * (np.asarray(data["count"]) if "count" in data.column_names else 1)
    step_tokens = batch_examples * float(padded.sum()) / examples / processes
    batches = max(1, math.ceil(step_tokens / batch_tokens))
    return BatchPlan(max(1, round(step_tokens / batches)), batches)
