"""Eq. 4 against numbers that were worked out by hand, and its gradient."""

from __future__ import annotations

import unittest
from math import exp, log

try:
    import torch

    from training.reward.ppm_loss import ppm_loss
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


def f64(*numbers: float) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64)


class PpmLossTest(unittest.TestCase):
    def test_equal_scores_cost_log_2(self) -> None:
        self.assertAlmostEqual(float(ppm_loss(f64(3), f64(3), f64(1))), 0.6931471805599453, places=12)

    def test_two_preferred_against_two_rejected_steps(self) -> None:
        # Scores 2 and log 3 of the preferred, 0 and log 3 of the rejected: margins 2, 2 - log 3, log 3 and 0.
        # σ(x) = 1 / (1 + e^-x): σ(log 3) = 3/4, σ(0) = 1/2, σ(2 - log 3) = 1 / (1 + 3 e^-2).
        chosen, rejected = f64(2, 2, log(3), log(3)), f64(0, log(3), 0, log(3))
        by_hand = (log(1 + exp(-2)) + log(1 + 3 * exp(-2)) + log(4 / 3) + log(2)) / 4
        self.assertAlmostEqual(float(ppm_loss(chosen, rejected, f64(1, 1, 1, 1) / 4)), by_hand, places=12)
        self.assertAlmostEqual(by_hand, 0.362128, places=6)

    def test_each_step_counts_once_however_many_pairs_it_has(self) -> None:
        # A step of two against two, all margins 0: log 2. A step of one pair with margin log 3: -log 3/4 = log 4/3.
        chosen, rejected = f64(0, 0, 0, 0, log(3)), f64(0, 0, 0, 0, 0)
        weights = f64(1 / 4, 1 / 4, 1 / 4, 1 / 4, 1)
        self.assertAlmostEqual(float(ppm_loss(chosen, rejected, weights)), (log(2) + log(4 / 3)) / 2, places=12)
        self.assertAlmostEqual(
            float(ppm_loss(chosen, rejected, weights, total=8)), (log(2) + log(4 / 3)) / 8, places=12
        )

    def test_gradient_raises_preferred_and_lowers_rejected_scores_by_weight(self) -> None:
        chosen, rejected = f64(log(3), 0).requires_grad_(), f64(0, 0).requires_grad_()
        ppm_loss(chosen, rejected, f64(1, 3)).backward()
        # -d/dr⁺ log σ(r⁺ - r⁻) = -(1 - σ(r⁺ - r⁻)): -1/4 · 1/4 of the first pair, -1/2 · 3/4 of the second.
        self.assertEqual([round(x, 12) for x in chosen.grad.tolist()], [-0.0625, -0.375])
        self.assertEqual([round(x, 12) for x in rejected.grad.tolist()], [0.0625, 0.375])

    def test_large_margins_are_finite(self) -> None:
        self.assertAlmostEqual(float(ppm_loss(f64(0), f64(1000), f64(1))), 1000, places=9)
        self.assertEqual(float(ppm_loss(f64(1000), f64(0), f64(1))), 0)


if __name__ == "__main__":
    unittest.main()
