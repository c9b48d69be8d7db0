"""Fine-tuning end to end on synthetic data: the loss falls, runs resume, and a base model gets the step tokens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

try:
    import torch

    from training import ppm, sft
    from training.data.tokenizer import load_tokenizer
    from training.export_gguf import export_gguf
    from training.testing.base_model import base_model, base_tokenizer
    from training.testing.run_main import run_main
    from training.testing.synthetic import synthetic_pairs, synthetic_rows, write_jsonl
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

PYTHON = Path(__file__).resolve().parents[1]


def run_module(name: str, *args: object) -> list[dict[str, Any]]:
    """Runs a command of the package and returns its JSON lines."""
    environment = {**os.environ, "PYTHONPATH": str(PYTHON)}
    command = [sys.executable, "-m", f"training.{name}", *map(str, args)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


class EndToEndTest(unittest.TestCase):
    temporary: tempfile.TemporaryDirectory[str]
    folder: Path
    data: Path
    options: tuple[object, ...]
    events: list[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        cls.data = cls.folder / "data.jsonl"
        rows = synthetic_rows(700)
        cls.data.write_text("".join(json.dumps(row) + "\n" for row in [*rows, rows[0]]), encoding="utf-8")
        run_module("tokenizer", "--data", cls.data, "--out", cls.folder / "tokenizer")
        cls.options = (
            "--data", cls.data, "--eval-count", 40, "--tokenizer", cls.folder / "tokenizer", "--hidden", 64, "--layers", 2,
            "--heads", 2, "--kv-heads", 1, "--feed-forward", 128, "--batch-tokens", 1024, "--warmup-steps", 5,
            "--learning-rate", 5e-3, "--log-steps", 5, "--threads", 1, "--cpu",
        )  # fmt: skip
        cls.events = run_module("sft", *cls.options, "--out", cls.folder / "whole")

    @classmethod
    def tearDownClass(cls) -> None:
        cls.temporary.cleanup()

    def of(self, event: str) -> list[dict[str, Any]]:
        return [row for row in self.events if row["event"] == event]

    def test_loss_falls_to_less_than_a_third(self) -> None:
        losses = [row["loss"] for row in self.of("progress")]
        self.assertGreater(losses[0], 4)
        self.assertLess(losses[-1], losses[0] / 3)
        self.assertLess(self.of("done")[0]["evalLoss"], losses[0] / 3)

    def test_every_example_is_seen_once(self) -> None:
        data, done = self.of("data")[0], self.of("done")[0]
        self.assertEqual((data["examples"], data["evalExamples"], data["repeated"]), (660, 40, 1))
        self.assertEqual(done["tokens"], data["tokens"])

    def test_progress_has_the_fields_that_callers_read(self) -> None:
        for row in self.of("progress"):
            self.assertLessEqual({"step", "tokens", "loss", "tokensPerSecond", "etaSeconds", "lr"}, set(row))
        last = self.of("progress")[-1]
        self.assertLess(last["lr"], 5e-3 / 4)

    def test_resumed_run_ends_like_the_whole_one(self) -> None:
        out = self.folder / "halves"
        steps = self.of("done")[0]["step"]
        half = self.of("data")[0]["tokens"] // 2
        # The schedule depends on the budget, so both halves are made with a constant rate and compared with a whole one.
        constant = (*self.options, "--end-share", 1, "--save-steps", 10)
        whole = run_module("sft", *constant, "--out", self.folder / "constant")[-1]
        first = run_module("sft", *constant, "--out", out, "--token-budget", half)[-1]
        self.assertLess(first["step"], steps)
        second = run_module("sft", *constant, "--out", out, "--resume")
        self.assertTrue(any(row["event"] == "resume" for row in second))
        self.assertEqual((second[-1]["step"], second[-1]["tokens"]), (whole["step"], whole["tokens"]))
        self.assertAlmostEqual(second[-1]["evalLoss"], whole["evalLoss"], delta=0.02)

    def test_checkpoint_loads_and_does_not_name_our_attention(self) -> None:
        config = (self.folder / "whole" / "config.json").read_text(encoding="utf-8")
        self.assertNotIn("causal_products", config)
        self.assertEqual(json.loads(config)["vocab_size"], 1024)

    def test_parity_vectors_match_a_fresh_model(self) -> None:
        out = self.folder / "parity.json"
        run_module(
            "parity", self.folder / "whole", out, "--data", self.data, "--texts", 20, "--prompts", 2, "--max-tokens", 60
        )
        vectors = json.loads(out.read_text(encoding="utf-8"))
        tokenizer = load_tokenizer(self.folder / "whole")
        for row in vectors["texts"]:
            decoded = tokenizer.decode(row["ids"], skip_special_tokens=False, clean_up_tokenization_spaces=False)
            self.assertEqual(decoded, row["text"])
        for row in vectors["prompts"]:
            self.assertEqual(len(row["logits"]), 1024)
            self.assertEqual(row["greedy"][0], max(range(1024), key=row["logits"].__getitem__))


class BaseModelTest(unittest.TestCase):
    def test_base_without_step_tokens_grows_to_policy_and_ppm(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        folder = Path(temporary.name)
        base_model(320).save_pretrained(str(folder / "base"))
        base_tokenizer().save_pretrained(str(folder / "base"))
        pairs = synthetic_pairs(30)
        solutions = [{"question": row["question"], "solution": row["chosen"]} for row in pairs if not row["prefix"]]
        run = ("--threads", 1, "--cpu", "--max-tokens", 512, "--batch-tokens", 4096)
        data = write_jsonl(folder / "sft.jsonl", solutions)
        told = [run_main(sft.main, "--data", data, "--model", folder / "base", "--out", folder / "policy", *run)]
        data = write_jsonl(folder / "pairs.jsonl", pairs)
        told.append(run_main(ppm.main, "--data", data, "--model", folder / "policy", "--out", folder / "ppm", *run))
        self.assertEqual([(events[-1]["event"], code) for events, code in told], [("done", 0), ("done", 0)])
        for name in ("policy", "ppm"):
            self.assertGreater(export_gguf(folder / name, folder / f"{name}.gguf", kind="f16"), 0)
        ids = load_tokenizer(folder / "ppm")("<end_of_step>\n<|assistant|>")["input_ids"]
        self.assertEqual(len(ids), 2)


if __name__ == "__main__":
    torch.set_num_threads(1)
    unittest.main()
