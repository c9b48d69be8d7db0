"""Step tokens for a base without them: spare rows are used, else new ones made; what has the tokens is left alone."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

try:
    import torch

    from training.data.step_format import END_OF_TEXT, PAD, SPECIAL_TOKENS
    from training.data.tokenizer import load_tokenizer
    from training.policy.step_tokens import add_step_tokens, fit_rows
    from training.testing.base_model import base_model, base_tokenizer
    from training.testing.synthetic import save_policy, synthetic_pairs
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


class StepTokensTest(unittest.TestCase):
    def test_missing_tokens_are_added_and_survive_saving(self) -> None:
        tokenizer = base_tokenizer()
        self.assertEqual(add_step_tokens(tokenizer), len(SPECIAL_TOKENS) - 1)
        with tempfile.TemporaryDirectory() as folder:
            tokenizer.save_pretrained(folder)
            again = load_tokenizer(folder)
        for token in SPECIAL_TOKENS:
            self.assertEqual(again.convert_ids_to_tokens(again(token)["input_ids"]), [token])
        self.assertEqual((again.pad_token, again.eos_token), (PAD, END_OF_TEXT))

    def test_tokenizer_that_has_them_is_left_alone(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            tokenizer = save_policy(Path(folder), synthetic_pairs(20))
        before = tokenizer.backend_tokenizer.to_str()
        self.assertEqual(add_step_tokens(tokenizer), 0)
        self.assertEqual(tokenizer.backend_tokenizer.to_str(), before)
        self.assertEqual(tokenizer.pad_token, PAD)

    def test_spare_rows_are_used_as_they_are(self) -> None:
        tokenizer, model = base_tokenizer(), base_model(300)
        add_step_tokens(tokenizer)
        before = model.lm_head.weight.clone()
        fit_rows(model, tokenizer)
        self.assertTrue(torch.equal(model.lm_head.weight, before))
        self.assertEqual(model.config.pad_token_id, tokenizer.convert_tokens_to_ids(PAD))

    def test_rows_are_made_where_they_do_not_suffice(self) -> None:
        tokenizer = base_tokenizer()
        add_step_tokens(tokenizer)
        first, second = base_model(257), base_model(257)
        before = first.lm_head.weight.clone()
        for model in (first, second):
            torch.rand(3)  # what was drawn before does not matter
            fit_rows(model, tokenizer, seed=7)
        self.assertEqual(first.config.vocab_size, len(tokenizer))
        self.assertEqual(first.lm_head.weight.shape[0], len(tokenizer))
        self.assertTrue(torch.equal(first.lm_head.weight[:257], before))
        self.assertTrue(torch.equal(first.lm_head.weight, second.lm_head.weight))


if __name__ == "__main__":
    torch.set_num_threads(1)
    unittest.main()
