"""PPMs end to end on synthetic data: the loss is Eq. 4, accuracy rises, runs resume, stop early and share the work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

try:
    import torch
    from transformers import PreTrainedTokenizerFast, Qwen2ForSequenceClassification
    from trl import RewardConfig

    from training import ppm
    from training.data.step_format import prompt
    from training.reward.preference_model import last_scores, load_preference_model, whole_scores
    from training.reward.preference_pairs import read_pairs
    from training.reward.preference_trainer import LossOn, PreferenceTrainer
    from training.run.best_model import BestModel
    from training.run.budget import Budget
    from training.testing.run_main import run_main
    from training.testing.synthetic import save_policy, synthetic_pairs, write_jsonl
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

PYTHON = Path(__file__).resolve().parents[1]
RUN = (
    "--threads", 1, "--cpu", "--batch-tokens", 1024, "--learning-rate", 2e-3, "--warmup-steps", 5, "--log-steps", 5,
    "--eval-steps", 10, "--save-steps", 20,
)  # fmt: skip


class RewardModelTest(unittest.TestCase):
    """A folder with a policy and pairs."""

    folder: Path
    rows: list[dict[str, Any]]
    tokenizer: PreTrainedTokenizerFast
    data: Path
    options: tuple[object, ...]

    @classmethod
    def setUpClass(cls) -> None:
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        cls.rows = synthetic_pairs(120)
        cls.tokenizer = save_policy(cls.folder / "policy", cls.rows)
        cls.data = write_jsonl(cls.folder / "pairs.jsonl", cls.rows)
        cls.options = ("--data", cls.data, "--model", cls.folder / "policy", "--eval-share", 0.1, *RUN)


class LossTest(RewardModelTest):
    def trainer(self, loss_on: LossOn) -> PreferenceTrainer:
        model = load_preference_model(self.folder / "policy", self.tokenizer, scale=1)
        torch.nn.init.normal_(model.score.weight, std=1.0, generator=torch.Generator().manual_seed(0))
        return PreferenceTrainer(
            model=model,
            args=RewardConfig(
                output_dir=str(self.folder / "loss"),
                use_cpu=True,
                bf16=False,
                report_to="none",
                remove_unused_columns=False,
            ),
            train_dataset=read_pairs(self.rows[:10], self.tokenizer).dataset(),
            processing_class=self.tokenizer,
            budget=Budget(),
            batch_tokens=10_000,
            schedule={},
            pad_id=self.tokenizer.pad_token_id,
            loss_on=loss_on,
        )

    def direct_scores(self, trainer: PreferenceTrainer, side: str) -> torch.Tensor:
        """Scores of the stock model, one text at a time."""
        trainer.model.save_pretrained(str(self.folder / "stock"))
        stock = Qwen2ForSequenceClassification.from_pretrained(str(self.folder / "stock"), dtype=torch.float32).eval()
        texts = [prompt(row["question"]) + row["prefix"] + row[side] for row in self.rows[:10]]
        encoded = [self.tokenizer(text, add_special_tokens=False, return_tensors="pt")["input_ids"] for text in texts]
        return torch.stack([stock(input_ids=ids).logits[0, 0] for ids in encoded])

    @torch.no_grad()
    def test_is_eq_4_with_weights(self) -> None:
        sides: tuple[LossOn, ...] = ("raw", "tanh")
        for loss_on in sides:
            trainer = self.trainer(loss_on)
            chosen, rejected = (self.direct_scores(trainer, side) for side in ("chosen", "rejected"))
            if loss_on == "tanh":
                chosen, rejected = chosen.tanh(), rejected.tanh()
            terms = -torch.nn.functional.logsigmoid(chosen - rejected)
            # Rows are twice: the four pairs of a step, then one pair of trajectories.
            of_groups = [terms[0:4].sum() / (2 * 2), terms[4], terms[5:9].sum() / (2 * 2), terms[9]]
            (batch,) = trainer.get_train_dataloader()
            loss = trainer.compute_loss(trainer.model, batch)
            self.assertGreater(float(terms.std()), 0.01)
            self.assertAlmostEqual(float(loss), float(sum(of_groups) / 4), delta=1e-5)

    @torch.no_grad()
    def test_stock_forward_with_a_mask_gives_the_same_scores(self) -> None:
        trainer = self.trainer("raw")
        (batch,) = trainer.get_train_dataloader()
        texts = (trainer.model, batch["input_ids"], batch["lengths"])
        own, stock = last_scores(*texts), whole_scores(*texts)
        self.assertGreater(float(own.std()), 0.1)
        self.assertLess(float((stock - own).abs().max()), 1e-5)

    @torch.no_grad()
    def test_batches_of_a_step_add_up_to_the_loss_of_one(self) -> None:
        trainer = self.trainer("raw")
        (whole,) = trainer.get_train_dataloader()
        trainer._batch_tokens = 300
        loader = trainer.get_train_dataloader()
        batches, weight = trainer.get_batch_samples(iter(loader), len(loader), torch.device("cpu"))
        self.assertGreater(len(batches), 1)
        self.assertEqual(weight, float(whole["weight"].sum()))
        losses = [float(trainer.compute_loss(trainer.model, batch, num_items_in_batch=weight)) for batch in batches]
        self.assertAlmostEqual(sum(losses), float(trainer.compute_loss(trainer.model, whole)), delta=1e-5)
        self.assertTrue(trainer.loss_is_scaled_for_ga)


class TrainingTest(RewardModelTest):
    whole: list[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.whole, _ = run_main(ppm.main, *cls.options, "--out", cls.folder / "whole", "--end-share", 1)

    def test_accuracy_rises_above_nine_tenths(self) -> None:
        evaluations = [row for row in self.whole if row["event"] == "evaluation"]
        losses = [row["loss"] for row in self.whole if row["event"] == "progress"]
        self.assertGreater(losses[0], 0.4)
        self.assertLess(losses[-1], losses[0] / 4)
        self.assertGreater(evaluations[-1]["accuracy"], 0.9)
        self.assertEqual(set(evaluations[-1]["accuracyByKind"]), {"step", "trajectory"})
        self.assertGreater(evaluations[-1]["margin"], 1)

    def test_whole_problems_are_held_out(self) -> None:
        data = next(row for row in self.whole if row["event"] == "data")
        counts = [data[key] for key in ("examples", "evalExamples", "problems", "evalProblems")]
        self.assertEqual(counts, [540, 60, 108, 12])

    def test_checkpoint_says_what_the_search_must_know(self) -> None:
        config = json.loads((self.folder / "whole" / "config.json").read_text(encoding="utf-8"))
        self.assertEqual((config["architectures"], config["ppm_scale"]), (["Qwen2ForSequenceClassification"], 5))
        self.assertEqual(self.whole[-1]["ppmScale"], 5)
        self.assertNotIn("causal_products", json.dumps(config))

    def test_interrupted_run_goes_on_and_ends_like_the_whole_one(self) -> None:
        def stop(line: str) -> None:
            if '"progress", "step": 15' in line:
                os.kill(os.getpid(), signal.SIGTERM)

        options = (*self.options, "--out", self.folder / "halves", "--end-share", 1)
        first, code = run_main(ppm.main, *options, on_line=stop)
        self.assertEqual((code, first[-1]["event"]), (143, "interrupted"))
        second, code = run_main(ppm.main, *options, "--resume")
        resumed = next(row for row in second if row["event"] == "resume")
        self.assertEqual((code, resumed["tokens"]), (0, first[-1]["tokens"]))
        for key in ("step", "tokens"):
            self.assertEqual(second[-1][key], self.whole[-1][key])
        self.assertAlmostEqual(second[-1]["evalLoss"], self.whole[-1]["evalLoss"], delta=0.02)

    def test_run_that_gets_worse_stops_early_and_keeps_the_best(self) -> None:
        # Held-out pairs the other way round: what is learnt makes them worse.
        rows = [{**row, "chosen": row["rejected"], "rejected": row["chosen"]} for row in synthetic_pairs(10)]
        data, out = write_jsonl(self.folder / "reversed.jsonl", rows), self.folder / "early"
        events, _ = run_main(
            ppm.main, *self.options, "--out", out, "--eval-data", data, "--eval-steps", 3, "--patience", 2,
            "--loss-on", "tanh",
        )  # fmt: skip
        evaluations = {row["step"]: row["loss"] for row in events if row["event"] == "evaluation"}
        best = min(evaluations, key=evaluations.__getitem__)
        done = events[-1]
        self.assertEqual((done["bestStep"], round(done["evalLoss"], 5), done["ppmScale"]), (best, evaluations[best], 1))
        self.assertEqual(done["step"], best + 2 * 3)
        self.assertGreater(evaluations[done["step"]], evaluations[best] + 0.02)
        self.assertAlmostEqual(self.measured(out, rows), evaluations[best], delta=0.002)
        self.assertFalse((out / BestModel.FILE).exists())

    @torch.no_grad()
    def measured(self, out: Path, rows: list[dict[str, Any]]) -> float:
        """The loss of a saved model, as --loss-on tanh, in f32."""
        model = Qwen2ForSequenceClassification.from_pretrained(str(out), dtype=torch.float32).eval()
        total = weights = 0.0
        for group in read_pairs(rows, self.tokenizer).groups:
            scores = [float(model(input_ids=torch.tensor([ids.tolist()])).logits.tanh()) for ids in group.ids]
            for (chosen, rejected), weight in group.pairs.items():
                margin = torch.tensor(scores[chosen] - scores[rejected])
                total, weights = total - weight * float(torch.nn.functional.logsigmoid(margin)), weights + weight
        return total / weights

    def test_two_processes_train_one_model(self) -> None:
        launcher = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", 2)
        options = ("-m", "training.ppm", *self.options, "--batch-tokens", 512, "--out", self.folder / "two")
        done = subprocess.run(
            [*map(str, (*launcher, *options))], env={**os.environ, "PYTHONPATH": str(PYTHON), "OMP_NUM_THREADS": "1"},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        events = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([row["event"] for row in events].count("done"), 1)
        self.assertEqual(events[0], self.whole[0])
        self.assertGreaterEqual(
            events[-1]["tokens"], 0.98 * self.whole[-1]["tokens"]
        )  # a last odd batch may be left out
        self.assertGreater(events[-1]["evalAccuracy"], 0.9)


if __name__ == "__main__":
    torch.set_num_threads(1)
    unittest.main()
