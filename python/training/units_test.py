"""Examples, batches and budgets: the pure parts of training."""

from __future__ import annotations

import unittest

try:
    import numpy as np

    from training.budget import Budget, learning_rate_share
    from training.examples import tokenize_examples
    from training.step_format import prompt
    from training.token_batches import PadRight, token_batches
    from training.tokenizer import train_tokenizer
    from training.training_test import synthetic_rows
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


class ExamplesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.rows = synthetic_rows(20)
        self.tokenizer = train_tokenizer(str(row["solution"]) for row in self.rows)

    def decode(self, ids: np.ndarray) -> str:
        return self.tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)

    def test_loss_falls_on_what_the_policy_writes(self) -> None:
        row = tokenize_examples(self.rows[:1], self.tokenizer).dataset()[0]
        text = prompt(self.rows[0]["question"]) + self.rows[0]["solution"] + "<|endoftext|>"
        self.assertEqual(self.decode(row["input_ids"]), text)
        learnt = self.decode([label for label in row["labels"] if label != -100])
        code, rest = self.rows[0]["solution"].split("\n<output>")
        self.assertEqual(learnt, code + rest.split("<end_of_output>\n")[1] + "<|endoftext|>")

    def test_output_is_learnt_on_request(self) -> None:
        row = tokenize_examples(self.rows[:1], self.tokenizer, train_on_output=True).dataset()[0]
        learnt = self.decode([label for label in row["labels"] if label != -100])
        self.assertEqual(learnt, self.rows[0]["solution"] + "<|endoftext|>")

    def test_prefix_is_read_and_not_learnt(self) -> None:
        question, solution = self.rows[0]["question"], self.rows[0]["solution"]
        first, rest = solution.split("<end_of_step>", 1)
        row = {"question": question, "prefix": first + "<end_of_step>", "solution": rest}
        whole, split = (tokenize_examples([r], self.tokenizer).dataset()[0] for r in (self.rows[0], row))
        self.assertEqual(split["input_ids"], whole["input_ids"])
        learnt = self.decode([label for label in split["labels"] if label != -100])
        self.assertTrue(learnt.startswith(rest.split("<output>")[0].rstrip("\n")))
        with self.assertRaisesRegex(ValueError, "within a line"):
            tokenize_examples([{**row, "prefix": first[:-3]}], self.tokenizer)

    def test_prefix_may_end_at_the_end_of_a_line(self) -> None:
        question, solution = self.rows[0]["question"], self.rows[0]["solution"]
        comment, rest = solution.removeprefix("<code>\n").split("\n", 1)
        row = {"question": question, "prefix": f"<code>\n{comment}\n", "solution": rest}
        whole, split = (tokenize_examples([r], self.tokenizer).dataset()[0] for r in (self.rows[0], row))
        self.assertEqual(split["input_ids"], whole["input_ids"])

    def test_ids_are_those_of_the_whole_text(self) -> None:
        examples = tokenize_examples(self.rows, self.tokenizer)
        for row, example in zip(self.rows, examples.dataset(), strict=True):
            text = prompt(row["question"]) + row["solution"] + "<|endoftext|>"
            self.assertEqual(example["input_ids"], self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def test_repeated_and_long_examples_are_counted_and_left_out(self) -> None:
        examples = tokenize_examples([*self.rows, *self.rows[:3]], self.tokenizer)
        self.assertEqual((len(examples), examples.repeated), (20, 3))
        self.assertEqual(len(tokenize_examples([*self.rows, *self.rows[:3]], self.tokenizer, keep_repeats=True)), 23)
        self.assertEqual(tokenize_examples(self.rows, self.tokenizer, max_tokens=10).too_long, 20)

    def test_split_keeps_every_example(self) -> None:
        examples = tokenize_examples(self.rows, self.tokenizer)
        first, last = examples.split(4)
        whole = [row["input_ids"] for row in examples.dataset()]
        parts = [row["input_ids"] for part in (first, last) for row in part.dataset()]
        self.assertEqual((len(first), len(last), parts), (16, 4, whole))

    def test_question_with_a_special_token_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "spells a special token"):
            tokenize_examples([{"question": "a <code>", "solution": "<code>"}], self.tokenizer)


class TokenBatchesTest(unittest.TestCase):
    lengths = np.random.default_rng(0).integers(20, 300, 5000)

    def test_every_example_comes_once_within_budget(self) -> None:
        batches = token_batches(self.lengths, budget=2048, seed=1)
        self.assertEqual(sorted(i for batch in batches for i in batch), list(range(5000)))
        self.assertTrue(all(len(batch) * max(self.lengths[batch]) <= 2048 for batch in batches))
        padded = sum(len(batch) * max(self.lengths[batch]) for batch in batches)
        self.assertLess(1 - self.lengths.sum() / padded, 0.05)

    def test_order_depends_on_the_seed_alone(self) -> None:
        self.assertEqual(token_batches(self.lengths, budget=2048, seed=1), token_batches(self.lengths, budget=2048, seed=1))
        self.assertNotEqual(token_batches(self.lengths, budget=2048, seed=1), token_batches(self.lengths, budget=2048, seed=2))

    def test_example_longer_than_the_budget_is_a_batch(self) -> None:
        self.assertEqual(token_batches(np.array([50, 9]), budget=20, seed=0, shuffle=False), [[1], [0]])

    def test_count_is_a_multiple_of_processes(self) -> None:
        self.assertEqual(len(token_batches(self.lengths, budget=2048, seed=1, multiple_of=4)) % 4, 0)

    def test_padding_is_on_the_right_and_ignored(self) -> None:
        batch = PadRight(7, multiple=4)([{"input_ids": [1, 2], "labels": [-100, 2]}, {"input_ids": [3], "labels": [3]}])
        self.assertEqual(batch["input_ids"].tolist(), [[1, 2, 7, 7], [3, 7, 7, 7]])
        self.assertEqual(batch["labels"].tolist(), [[-100, 2, -100, -100], [3, -100, -100, -100]])


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
        for schedule in ("linear", "cosine", "trapezoid"):
            def share(progress: float, step: int = 1000, schedule: str = schedule) -> float:
                return learning_rate_share(progress, step, schedule=schedule, warmup_steps=100, end_share=0.1)

            self.assertAlmostEqual(share(0, 0), 0.01)
            self.assertAlmostEqual(share(0), 1)
            self.assertAlmostEqual(share(1), 0.1)
            self.assertLess(share(0.9), share(0.7))
        self.assertAlmostEqual(learning_rate_share(0.5, 999, schedule="trapezoid", warmup_steps=1, end_share=0), 1)


if __name__ == "__main__":
    unittest.main()
