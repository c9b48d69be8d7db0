"""The tokenizer: nothing normalised, special tokens whole, digits apart."""

from __future__ import annotations

import unittest

try:
    from transformers import PreTrainedTokenizerFast

    from training.data.tokenizer import train_tokenizer
    from training.testing.synthetic import synthetic_rows
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


class TokenizerTest(unittest.TestCase):
    tokenizer: PreTrainedTokenizerFast

    @classmethod
    def setUpClass(cls) -> None:
        rows = synthetic_rows(300)
        cls.tokenizer = train_tokenizer(str(row["solution"]) for row in rows)

    def ids(self, text: str, **options: bool) -> list[int]:
        return self.tokenizer(text, add_special_tokens=False, **options)["input_ids"]

    def test_text_survives_a_round_trip_unnormalised(self) -> None:
        for text in ("e\u0301 é Å", "x\r\n\t 12  34", "\x00\x7f\U0001f999", "<code>\n\n<|assistant|>", ""):
            decoded = self.tokenizer.decode(
                self.ids(text), skip_special_tokens=False, clean_up_tokenization_spaces=False
            )
            self.assertEqual(decoded, text)

    def test_special_tokens_are_single_and_longest_first(self) -> None:
        tokens = self.tokenizer.convert_ids_to_tokens(self.ids("a\n<|assistant|><end_of_step>"))
        self.assertEqual(tokens, ["a", "\n<|assistant|>", "<end_of_step>"])

    def test_special_tokens_can_be_left_unparsed(self) -> None:
        special = set(self.tokenizer.all_special_ids)
        self.assertFalse(special & set(self.ids("<code>\n<|assistant|>", split_special_tokens=True)))

    def test_digits_are_single_tokens(self) -> None:
        self.assertEqual(len(self.ids("1234567")), 7)

    def test_rows_too_few_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "rows is 256"):
            train_tokenizer(["a"], rows=256)


if __name__ == "__main__":
    unittest.main()
