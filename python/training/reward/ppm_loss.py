"""Eq. 4 of the paper (§3.3): the pairwise ranking loss of a process preference model, with a weight for each pair."""

from __future__ import annotations

import torch
from torch.nn.functional import logsigmoid


def ppm_loss(
    chosen: torch.Tensor, rejected: torch.Tensor, weights: torch.Tensor, *, total: torch.Tensor | float | None = None
) -> torch.Tensor:
    """The loss of pairs of steps, a scalar >= 0.

        L(θ) = -1/(2·2) E[log σ(r⁺ - r⁻)]    rStar-Math, Eq. 4

    Here it is -Σ w log σ(r⁺ - r⁻) / Σ w. Where a step has p preferred and n rejected candidates, each of its pairs weighs
    1 / (p·n), 1/4 for the paper's two and two: the pairs of a step then weigh 1 together, and the loss is the mean over
    steps of the mean over the pairs of each. So it is where a side has one candidate only, as in the official code.

    `chosen` and `rejected` are scores r⁺ and r⁻, `weights` are positive; all three [pairs]. `total` is the divisor, by default
    the sum of the weights: a batch that is a part of a step is divided by the weight of the whole step.
    """
    loss = -(weights * logsigmoid(chosen - rejected)).sum()
    return loss / (weights.sum() if total is None else total)
