"""Batches by token budget: within it, in an order of their seed, padded on the right."""

from __future__ import annotations

import unittest

try:
    import numpy as np

    from training.data.token_batches import PadRight, token_batches
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


class TokenBatchesTest(unittest.TestCase):
    lengths = np.random.default_rng(0).integers(20, 300, 5000)

    def test_every_example_comes_once_within_budget(self) -> None:
        batches = token_batches(self.lengths, budget=2048, seed=1)
        self.assertEqual(sorted(i for batch in batches for i in batch), list(range(5000)))
        self.assertTrue(all(len(batch) * max(self.lengths[batch]) <= 2048 for batch in batches))
        padded = sum(len(batch) * max(self.lengths[batch]) for batch in batches)
        self.assertLess(1 - self.lengths.sum() / padded, 0.05)

    def test_order_depends_on_the_seed_alone(self) -> None:
        self.assertEqual(
            token_batches(self.lengths, budget=2048, seed=1), token_batches(self.lengths, budget=2048, seed=1)
        )
        self.assertNotEqual(
            token_batches(self.lengths, budget=2048, seed=1), token_batches(self.lengths, budget=2048, seed=2)
        )

    def test_example_longer_than_the_budget_is_a_batch(self) -> None:
        self.assertEqual(token_batches(np.array([50, 9]), budget=20, seed=0, shuffle=False), [[1], [0]])

    def test_count_is_a_multiple_of_processes(self) -> None:
        self.assertEqual(len(token_batches(self.lengths, budget=2048, seed=1, multiple_of=4)) % 4, 0)

    def test_padding_is_on_the_right_and_ignored(self) -> None:
        batch = PadRight(7, multiple=4)([{"input_ids": [1, 2], "labels": [-100, 2]}, {"input_ids": [3], "labels": [3]}])
        self.assertEqual(batch["input_ids"].tolist(), [[1, 2, 7, 7], [3, 7, 7, 7]])
        self.assertEqual(batch["labels"].tolist(), [[-100, 2, -100, -100], [3, -100, -100, -100]])


if __name__ == "__main__":
    unittest.main()
