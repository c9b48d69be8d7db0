"""The best model: what is kept, when patience ends, and what a resumed run remembers."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

try:
    from training.run.best_model import BestModel
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


class BestModelTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name) / "best"
        self.saved: list[int] = []

    def update(self, best: BestModel, losses: dict[int, float]) -> None:
        for step, loss in losses.items():

            def save(_: Path, step: int = step) -> None:
                self.saved.append(step)

            best.update(step, {"loss": loss}, save=save)

    def test_model_is_saved_at_each_lower_loss(self) -> None:
        best = BestModel(self.folder)
        self.update(best, {1: 0.5, 2: 0.6, 3: 0.4, 4: 0.4})
        self.assertEqual((self.saved, best.step, best.metrics), ([1, 3], 3, {"loss": 0.4}))
        self.assertFalse(best.patience_is_spent)

    def test_patience_counts_evaluations_since_the_lowest(self) -> None:
        best = BestModel(self.folder, patience=2)
        self.update(best, {1: 0.5, 2: 0.6, 3: 0.4, 4: 0.5})
        self.assertFalse(best.patience_is_spent)
        self.update(best, {5: 0.45})
        self.assertTrue(best.patience_is_spent)

    def test_resumed_run_forgets_evaluations_after_its_checkpoint(self) -> None:
        self.update(BestModel(self.folder, patience=2), {1: 0.3, 2: 0.4, 3: 0.5})
        best = BestModel(self.folder, patience=2)
        best.resume(2)
        self.assertEqual((best.step, best.patience_is_spent), (1, False))
        self.update(best, {3: 0.5})
        self.assertEqual((self.saved, best.patience_is_spent), ([1], True))


if __name__ == "__main__":
    unittest.main()
