"""A PQM end to end on synthetic data: it learns the values, and exports as a PPM does."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

try:
    import torch
    from transformers import Qwen2ForSequenceClassification

    from pqm import train
    from training.data.step_format import prompt
    from training.export_gguf import export_gguf
    from training.testing.run_main import run_main
    from training.testing.synthetic import save_policy, synthetic_pairs, write_jsonl
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

RUN = (
    "--eval-share", 0.1, "--threads", 1, "--cpu", "--batch-tokens", 1024, "--learning-rate", 4e-3, "--warmup-steps", 5,
    "--log-steps", 5, "--eval-steps", 10, "--save-steps", 20, "--patience", 0,
)  # fmt: skip


class PqmTest(unittest.TestCase):
    def test_values_are_learnt_and_the_model_exports_as_a_ppm(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        folder, pairs = Path(temporary.name), synthetic_pairs(120)
        tokenizer = save_policy(folder / "policy", pairs)
        rows = [
            {"question": row["question"], "prefix": row["prefix"] + row[side], "value": value}
            for row in pairs for side, value in (("chosen", 0.75), ("rejected", -0.5))
        ]  # fmt: skip
        data = write_jsonl(folder / "values.jsonl", rows)
        options = ("--data", data, "--model", folder / "policy", "--out", folder / "pqm", "--scale", 2, "--epochs", 4)
        events, _ = run_main(train.main, *options, *RUN)
        done = events[-1]
        self.assertGreater(done["evalExplained"], 0.9)
        self.assertEqual((done["evalAccuracy"], done["ppmScale"]), (1, 2))
        model = Qwen2ForSequenceClassification.from_pretrained(str(folder / "pqm"), dtype=torch.float32).eval()
        for row in rows[:2]:
            ids = tokenizer(prompt(row["question"]) + row["prefix"], add_special_tokens=False, return_tensors="pt")
            value = float((model(input_ids=ids["input_ids"]).logits / 2).tanh())
            self.assertAlmostEqual(value, row["value"], delta=0.3)
        self.assertGreater(export_gguf(folder / "pqm", folder / "pqm.gguf", kind="f16"), 0)


if __name__ == "__main__":
    torch.set_num_threads(1)
    unittest.main()
