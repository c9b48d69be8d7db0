"""Budgets: progress, resume, and the learning rate that follows."""

from __future__ import annotations

import unittest

from training.run.budget import Budget, Schedule, learning_rate_share


class BudgetTest(unittest.TestCase):
    def test_progress_is_the_largest_share(self) -> None:
        now = [0.0]
        budget = Budget(tokens=1000, seconds=100, available_tokens=500, clock=lambda: now[0])
        budget.start()
        budget.add(100, 50)
        self.assertEqual(budget.progress, 0.2)
        now[0] = 50
        self.assertEqual((budget.progress, budget.remaining_seconds, budget.spent), (0.5, 50, False))
        now[0] = 100
        self.assertTrue(budget.spent)

    def test_state_survives_a_resume(self) -> None:
        now = [10.0]
        first = Budget(seconds=100, clock=lambda: now[0])
        first.start()
        first.add(7, 3)
        now[0] = 40
        second = Budget(seconds=100, clock=lambda: now[0])
        second.restore(first.state())
        now[0] = 500  # the time between the runs does not count
        second.start()
        self.assertEqual((second.elapsed, second.used_tokens, second.learnt_tokens), (30, 7, 3))

    def test_learning_rate_rises_then_falls_to_its_end(self) -> None:
        schedules: tuple[Schedule, ...] = ("linear", "cosine", "trapezoid")
        for schedule in schedules:

            def share(progress: float, step: int = 1000, schedule: Schedule = schedule) -> float:
                return learning_rate_share(progress, step, schedule=schedule, warmup_steps=100, end_share=0.1)

            self.assertAlmostEqual(share(0, 0), 0.01)
            self.assertAlmostEqual(share(0), 1)
            self.assertAlmostEqual(share(1), 0.1)
            self.assertLess(share(0.9), share(0.7))
        self.assertAlmostEqual(learning_rate_share(0.5, 999, schedule="trapezoid", warmup_steps=1, end_share=0), 1)


if __name__ == "__main__":
    unittest.main()
