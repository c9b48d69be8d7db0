"""Examples: what is learnt, what is left out, what is refused."""

from __future__ import annotations

import unittest

try:
    import numpy as np

    from training.data.examples import tokenize_examples
    from training.data.step_format import prompt
    from training.data.tokenizer import train_tokenizer
    from training.testing.synthetic import synthetic_rows
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


if __name__ == "__main__":
    unittest.main()
