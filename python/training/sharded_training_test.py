"""Models in shards of two CPU processes: they train, evaluate, resume and are saved as whole ones are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

try:
    import torch
    from transformers import PreTrainedTokenizerFast, Qwen2ForSequenceClassification

    from training import sft
    from training.reward.preference_pairs import read_pairs
    from training.reward.run import held_out_questions
    from training.testing.run_main import run_main
    from training.testing.sharded import THEN
    from training.testing.synthetic import save_policy, synthetic_pairs, write_jsonl
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

PYTHON = Path(__file__).resolve().parents[1]
CONFIG = PYTHON.parent / "docs" / "recipes" / "fsdp.yaml"
RUN = ("--threads", 1, "--cpu", "--warmup-steps", 5, "--end-share", 1, "--eval-steps", 5, "--save-steps", 5)


def run_sharded(*runs: tuple[object, ...]) -> list[list[dict[str, Any]]]:
    """Runs programs one after the other in two processes, each with half of the model. Returns the lines of each."""
    launch = ("--config_file", CONFIG, "--num_processes", 2, "--main_process_port", 0)
    words = [word for run in runs for word in (THEN, *run)][1:]
    command = ("-m", "accelerate.commands.launch", *launch, "-m", "training.testing.sharded", *words)
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        env={**os.environ, "PYTHONPATH": str(PYTHON), "OMP_NUM_THREADS": "1"},
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    if done.returncode:
        raise AssertionError(f"{words} ended with {done.returncode}:\n{done.stderr[-6000:]}")
    events: list[list[dict[str, Any]]] = [[]]
    for line in done.stdout.splitlines():
        events[-1].append(json.loads(line))
        if events[-1][-1]["event"] == "done":
            events.append([])
    return events[:-1]


def losses(events: list[dict[str, Any]], event: str) -> dict[int, float]:
    """The loss at each step."""
    return {row["step"]: row["loss"] for row in events if row["event"] == event}


class ShardedTrainingTest(unittest.TestCase):
    folder: Path
    pairs: list[dict[str, Any]]
    tokenizer: PreTrainedTokenizerFast
    whole: list[dict[str, Any]]
    first: list[dict[str, Any]]
    second: list[dict[str, Any]]
    ppm: list[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        cls.pairs = synthetic_pairs(60)
        cls.tokenizer = save_policy(cls.folder / "policy", cls.pairs)
        solutions = [
            {"question": row["question"], "solution": row["chosen"]} for row in cls.pairs if row["kind"] == "trajectory"
        ]
        base = ("--model", cls.folder / "policy")
        # Batches of about three examples: two of them make a step, one after the other or in two processes.
        policy = (
            "--data", write_jsonl(cls.folder / "sft.jsonl", solutions), *base, "--eval-count", 8, "--batch-examples", 6,
            "--batch-tokens", 350, "--learning-rate", 2e-3, "--epochs", 2, "--log-steps", 1, *RUN,
        )  # fmt: skip
        ppm = (
            "--data", write_jsonl(cls.folder / "pairs.jsonl", cls.pairs), *base, "--eval-share", 0.2,
            "--batch-tokens", 512, "--learning-rate", 2e-3, "--loss-on", "tanh", *RUN,
        )  # fmt: skip
        with mock.patch.dict(os.environ, {"ACCELERATE_MIXED_PRECISION": "bf16"}):  # as fsdp.yaml has it
            cls.whole, _ = run_main(sft.main, *policy, "--out", cls.folder / "whole")
        half = cls.whole[-1]["tokens"] // 2
        cls.first, cls.second, cls.ppm = run_sharded(
            ("sft", *policy, "--out", cls.folder / "sharded", "--token-budget", half),
            ("sft", *policy, "--out", cls.folder / "sharded", "--resume"),
            ("ppm", *ppm, "--out", cls.folder / "ppm"),
        )

    def test_same_flags_take_the_same_steps_on_one_process_and_on_two_shards(self) -> None:
        models = [next(row for row in events if row["event"] == "model") for events in (self.whole, self.first)]
        self.assertEqual([(model["processes"], model["batchesAStep"]) for model in models], [(1, 2), (2, 1)])
        self.assertEqual(models[0]["batchTokens"], models[1]["batchTokens"])

    def test_policy_learns_like_a_whole_one_and_resumes(self) -> None:
        self.assertIn("resume", [row["event"] for row in self.second])
        self.assertGreater(self.second[-1]["step"], self.first[-1]["step"])
        for event in ("progress", "evaluation"):
            whole, halves = losses(self.whole, event), {**losses(self.first, event), **losses(self.second, event)}
            steps = set(whole) & set(halves)  # a last odd batch may be left out
            self.assertGreaterEqual(len(steps), len(whole) - 1)
            far = {step: (whole[step], halves[step]) for step in steps if abs(whole[step] - halves[step]) > 0.01}
            self.assertEqual(far, {}, f"{event}: {whole} against {halves}")
        told = list(losses(self.whole, "progress").values())
        self.assertLess(told[-1], told[0] / 2)

    @torch.no_grad()
    def test_ppm_is_saved_whole_and_as_it_was_evaluated(self) -> None:
        done, evaluations = self.ppm[-1], losses(self.ppm, "evaluation")
        self.assertLess(min(evaluations.values()), max(evaluations.values()) - 0.1)
        self.assertAlmostEqual(done["evalLoss"], min(evaluations.values()), delta=1e-4)
        model = Qwen2ForSequenceClassification.from_pretrained(str(self.folder / "ppm"), dtype=torch.float32).eval()
        total = weights = 0.0
        held_out = held_out_questions((row["question"] for row in self.pairs), 0.2)
        for group in read_pairs(self.pairs, self.tokenizer).split(held_out)[1].groups:
            scores = [float(model(input_ids=torch.tensor([ids.tolist()])).logits.tanh()) for ids in group.ids]
            for (chosen, rejected), weight in group.pairs.items():
                margin = torch.tensor(scores[chosen] - scores[rejected])
                total, weights = total - weight * float(torch.nn.functional.logsigmoid(margin)), weights + weight
        self.assertAlmostEqual(total / weights, done["evalLoss"], delta=0.005)


if __name__ == "__main__":
    torch.set_num_threads(1)
    unittest.main()
