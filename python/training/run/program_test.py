"""What a run resumes from: the last checkpoint that is whole."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

try:
    from training.run.program import last_checkpoint
    from training.run.progress import BUDGET_FILE
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


class LastCheckpointTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name) / "checkpoints"

    def make(self, name: str, *, whole: bool) -> Path:
        checkpoint = self.folder / name
        checkpoint.mkdir(parents=True)
        if whole:
            (checkpoint / BUDGET_FILE).write_text("{}", encoding="utf-8")
        return checkpoint

    def test_there_is_none_where_nothing_was_saved(self) -> None:
        self.assertIsNone(last_checkpoint(self.folder))
        self.make("best", whole=True)
        self.assertIsNone(last_checkpoint(self.folder))

    def test_one_that_was_not_finished_is_passed_over(self) -> None:
        self.make("checkpoint-9", whole=True)
        last = self.make("checkpoint-10", whole=True)
        self.make("checkpoint-11", whole=False)
        self.assertEqual(last_checkpoint(self.folder), last)


if __name__ == "__main__":
    unittest.main()
