"""Q-values as batches of steps: what is left out, what is refused."""

from __future__ import annotations

import unittest
from typing import Any

try:
    from pqm.step_values import CollateValues, read_values
    from training.data.step_format import prompt
    from training.data.tokenizer import train_tokenizer
    from training.testing.synthetic import synthetic_pairs
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

PAIRS = synthetic_pairs(10)
TOKENIZER = train_tokenizer((prompt(row["question"]) + row["prefix"] + row["chosen"] for row in PAIRS), 512)


def ids(row: dict[str, Any]) -> list[int]:
    return TOKENIZER(prompt(row["question"]) + row["prefix"], add_special_tokens=False)["input_ids"]


class StepValuesTest(unittest.TestCase):
    rows = [{"question": "2 + 3?", "prefix": "<code>\nx = 2\n<end_of_step>", "value": value} for value in (0.5, -1)]

    def test_batch_holds_each_step_with_its_value(self) -> None:
        rows = [self.rows[0], {**self.rows[1], "prefix": "<code>"}]
        batch = CollateValues(0)(list(read_values(rows, TOKENIZER).dataset()))
        self.assertEqual(batch["value"].tolist(), [0.5, -1])
        for row, tokens, length in zip(rows, batch["input_ids"], batch["lengths"], strict=True):
            self.assertEqual(tokens[:length].tolist(), ids(row))

    def test_repeated_and_long_steps_are_counted_and_left_out(self) -> None:
        values = read_values(self.rows, TOKENIZER)
        self.assertEqual((values.values, values.repeated), ([0.5], 1))
        self.assertEqual(read_values(self.rows, TOKENIZER, max_tokens=5).too_long, 1)

    def test_value_outside_of_its_range_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, r"outside \[-1, 1\]: 1.5"):
            read_values([{**self.rows[0], "value": 1.5}], TOKENIZER)


if __name__ == "__main__":
    unittest.main()
