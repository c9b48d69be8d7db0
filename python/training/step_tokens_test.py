"""Step tokens for a base without them: spare rows are used, else new ones made; what has the tokens is left alone."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

try:
    import torch
    from tokenizers import AddedToken, models
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    from training import ppm, sft
    from training.export_gguf import export_gguf
    from training.step_format import END_OF_TEXT, PAD, SPECIAL_TOKENS
    from training.step_tokens import add_step_tokens, fit_rows
    from training.testing import run_main, save_policy, synthetic_pairs, write_jsonl
    from training.tokenizer import load_tokenizer, qwen2_tokenizer
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


def base_tokenizer() -> PreTrainedTokenizerFast:
    """A byte-level tokenizer like Qwen's: 256 bytes, and an end of text that is the padding too."""
    inner = qwen2_tokenizer(models.BPE(vocab={chr(0x100 + byte): byte for byte in range(256)}, merges=[]))
    inner.add_special_tokens([AddedToken(END_OF_TEXT, special=True, normalized=False)])
    return PreTrainedTokenizerFast(tokenizer_object=inner, eos_token=END_OF_TEXT, pad_token=END_OF_TEXT)


def base_model(rows: int) -> Qwen2ForCausalLM:
    """A random model of so many rows, its output matrix apart as in Qwen2.5-Math-7B."""
    sizes = {"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1}
    torch.manual_seed(0)
    return Qwen2ForCausalLM(Qwen2Config(vocab_size=rows, num_key_value_heads=1, tie_word_embeddings=False, **sizes))


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

    def test_base_without_them_grows_to_policy_and_ppm(self) -> None:
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
