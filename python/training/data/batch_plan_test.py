"""Batch plans: one batch a step by default, else so many batches that a step has the examples asked for."""

from __future__ import annotations

import unittest

try:
    import numpy as np
    from datasets import Dataset

    from training.data.batch_plan import BatchPlan, batch_plan
    from training.data.token_batches import token_batches
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


class BatchPlanTest(unittest.TestCase):
    def setUp(self) -> None:
        self.lengths = np.random.default_rng(0).integers(100, 1000, 6000)
        self.data = Dataset.from_dict({"length": self.lengths})

    def test_step_is_one_batch_of_each_process_by_default(self) -> None:
        plan = batch_plan(self.data, batch_tokens=4096, batch_examples=None, examples=6000, processes=8)
        self.assertEqual(plan, BatchPlan(4096, 1))

    def test_step_has_about_the_examples_asked_for_on_any_number_of_processes(self) -> None:
        for processes in (1, 2, 8, 16):
            plan = batch_plan(self.data, batch_tokens=10_000, batch_examples=128, examples=6000, processes=processes)
            self.assertLessEqual(plan.tokens, 10_000)
            batches = token_batches(self.lengths, budget=plan.tokens, seed=0)
            examples = 6000 / len(batches) * plan.batches * processes
            self.assertTrue(115 <= examples <= 128, f"{examples} with {processes} processes, {plan}")

    def test_same_flags_make_the_same_batches_on_one_process_and_on_two(self) -> None:
        one, two = (
            batch_plan(self.data, batch_tokens=36_000, batch_examples=128, examples=6000, processes=processes)
            for processes in (1, 2)
        )
        self.assertEqual((one.tokens, one.batches, two.batches), (two.tokens, 2, 1))

    def test_texts_of_a_row_count(self) -> None:
        groups = Dataset.from_dict({"length": [50, 100], "count": [4, 2]})  # 400 padded tokens, 5 pairs
        plan = batch_plan(groups, batch_tokens=1000, batch_examples=10, examples=5, processes=1)
        self.assertEqual(plan, BatchPlan(800, 1))


if __name__ == "__main__":
    unittest.main()
