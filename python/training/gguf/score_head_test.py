"""Score heads of preference models, and files that only look like one."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from typing import Any

try:
    import gguf
    import numpy as np
    import torch

    from training.gguf.error import ExportError
    from training.gguf.score_head import VALUE_HEAD, ScoreHead, score_head, score_row
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

CONFIG = {"architectures": ["Qwen2ForCausalLM"], "hidden_size": 4, "vocab_size": 10}


class Hostile:
    """Unpickling it would call print."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (print, ("executed",))


class ScoreHeadTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def saved(self, state: Any) -> ScoreHead:
        torch.save(state, self.folder / VALUE_HEAD)
        head = score_head(self.folder, CONFIG, {})
        assert head is not None
        return head

    def test_a_policy_has_none(self) -> None:
        self.assertIsNone(score_head(self.folder, CONFIG, {}))

    def test_official_head(self) -> None:
        weight = torch.tensor([[1.0, -2.0, 0.5, 4.0]])
        for prefix in ("v_head.", ""):
            bias = torch.tensor([0.25])
            head = self.saved({f"{prefix}summary.weight": weight.bfloat16(), f"{prefix}summary.bias": bias})
            np.testing.assert_array_equal(head.weight, weight[0].numpy())
            self.assertEqual((head.bias, head.scale), (0.25, 5.0))
        self.assertEqual(self.saved({"summary.weight": weight}).bias, 0)

    def test_metadata_tells_what_differs_from_the_plain_head(self) -> None:
        def written(head: ScoreHead) -> dict[str, Any]:
            writer = gguf.GGUFWriter(None, "qwen2")
            head.add_metadata(writer, 9)
            return {key: value.value for key, value in writer.kv_data[0].items() if key.startswith("ppm.")}

        row = np.ones(4, np.float32)
        self.assertEqual(written(ScoreHead(row)), {"ppm.score_token_id": 9})
        self.assertEqual(
            written(ScoreHead(row, -0.5, 5.0)), {"ppm.score_token_id": 9, "ppm.score_bias": -0.5, "ppm.scale": 5.0}
        )

    def test_what_is_no_linear_head_is_refused(self) -> None:
        good = {"summary.weight": torch.zeros(1, 4), "summary.bias": torch.zeros(1)}
        for state, pattern in (
            (Hostile(), "no state of plain tensors"),
            ({"dense.weight": torch.zeros(1, 4)}, "not one linear layer: it has .'dense.weight'"),
            ({**good, "other": torch.zeros(1)}, "not one linear layer"),
            ([], "not one linear layer: it has nothing"),
            ({**good, "summary.weight": torch.zeros(1, 5)}, "not one score of 4 numbers: its shape is .1, 5."),
            ({**good, "summary.bias": torch.zeros(2)}, "not one score of 4 numbers"),
            ({**good, "summary.bias": torch.tensor([torch.nan])}, "not all of it is finite"),
        ):
            with self.assertRaisesRegex(ExportError, pattern):
                self.saved(state)
        (self.folder / VALUE_HEAD).write_bytes(b"<html>")
        with self.assertRaisesRegex(ExportError, "no state of plain tensors"):
            score_head(self.folder, CONFIG, {})

    def test_two_heads_are_refused(self) -> None:
        torch.save({"summary.weight": torch.zeros(1, 4)}, self.folder / VALUE_HEAD)
        with self.assertRaisesRegex(ExportError, "two score heads"):
            score_head(self.folder, {**CONFIG, "architectures": ["Qwen2ForSequenceClassification"]}, {})

    def test_score_row_is_the_last_or_one_more(self) -> None:
        self.assertEqual(score_row(None, CONFIG, set(range(9))), 9)
        self.assertEqual(score_row(None, CONFIG, set(range(10))), 10)
        self.assertEqual(score_row(8, CONFIG, set(range(8))), 8)
        for wanted in (3, 11, -1):
            with self.assertRaisesRegex(ExportError, f"row {wanted} as it is not an unused row"):
                score_row(wanted, CONFIG, set(range(8)))


if __name__ == "__main__":
    unittest.main()
