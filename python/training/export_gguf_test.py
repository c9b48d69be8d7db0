"""The GGUF export, read back with gguf's reader; and what it refuses."""

from __future__ import annotations

import json
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
    import gguf
    import numpy as np
    import torch
    from safetensors.torch import load_file, save_file
    from transformers import LlamaConfig, LlamaForCausalLM, Qwen2ForSequenceClassification

    from training.data.tokenizer import train_tokenizer
    from training.export_gguf import export_gguf
    from training.gguf.error import ExportError
    from training.gguf.vocabulary import QWEN2_REGEXP
    from training.policy.model import PolicySize, new_policy, policy_config
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

SIZE = PolicySize(hidden=64, layers=2, heads=2, kv_heads=1, feed_forward=96, rows=512)


class ExportTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.tokenizer = train_tokenizer(["Let x = 2. What is x?", "print(x)"] * 9, SIZE.rows)
        self.checkpoint = self.folder / "policy"
        self.model = new_policy(SIZE, self.tokenizer, seed=3)
        self.model.save_pretrained(str(self.checkpoint))
        self.tokenizer.save_pretrained(str(self.checkpoint))
        self.out = self.folder / "policy.gguf"

    def edit(self, name: str, change: Callable[[dict[str, Any]], None]) -> None:
        file = self.checkpoint / name
        content = json.loads(file.read_text(encoding="utf-8"))
        change(content)
        file.write_text(json.dumps(content), encoding="utf-8")

    def refused(self, pattern: str, **options: Any) -> None:
        with self.assertRaisesRegex(ExportError, pattern):
            export_gguf(self.checkpoint, self.out, **options)
        self.assertEqual(list(self.folder.glob("*.gguf*")), [])

    def test_f32_holds_the_same_numbers(self) -> None:
        size = export_gguf(self.checkpoint, self.out, kind="f32")
        reader = gguf.GGUFReader(self.out)
        tensors = {tensor.name: tensor.data for tensor in reader.tensors}
        self.assertEqual(size, self.out.stat().st_size)
        self.assertNotIn("output.weight", tensors)
        state = self.model.state_dict()
        np.testing.assert_array_equal(tensors["token_embd.weight"], state["model.embed_tokens.weight"].numpy())
        np.testing.assert_array_equal(
            tensors["blk.1.attn_k.bias"], state["model.layers.1.self_attn.k_proj.bias"].numpy()
        )
        np.testing.assert_array_equal(
            tensors["blk.0.ffn_down.weight"], state["model.layers.0.mlp.down_proj.weight"].numpy()
        )

    def test_q8_0_is_near_and_smaller(self) -> None:
        whole, small = (
            export_gguf(self.checkpoint, self.out, kind="f32"),
            export_gguf(self.checkpoint, self.out, kind="q8_0"),
        )
        self.assertLess(small, whole / 2)
        tensor = next(t for t in gguf.GGUFReader(self.out).tensors if t.name == "blk.0.ffn_up.weight")
        self.assertEqual(tensor.tensor_type, gguf.GGMLQuantizationType.Q8_0)
        weight = self.model.state_dict()["model.layers.0.mlp.up_proj.weight"].numpy()
        self.assertLess(np.abs(gguf.quants.dequantize(tensor.data, tensor.tensor_type) - weight).max(), 0.001)

    def test_vocabulary_is_that_of_the_tokenizer(self) -> None:
        export_gguf(self.checkpoint, self.out, kind="f16")
        fields = gguf.GGUFReader(self.out).fields
        tokens, types = fields["tokenizer.ggml.tokens"].contents(), fields["tokenizer.ggml.token_type"].contents()
        self.assertEqual(fields["tokenizer.ggml.pre"].contents(), "qwen2")
        self.assertEqual(fields["tokenizer.ggml.eos_token_id"].contents(), self.tokenizer.eos_token_id)
        self.assertEqual(len(tokens), SIZE.rows)
        for token in ("<code>", "\n<|assistant|>", "<|endoftext|>"):
            at = self.tokenizer.convert_tokens_to_ids(token)
            self.assertEqual((tokens[at], types[at]), (token, int(gguf.TokenType.CONTROL)))
        self.assertEqual(types[-1], int(gguf.TokenType.UNUSED))
        self.assertEqual(types.count(int(gguf.TokenType.UNUSED)), SIZE.rows - len(self.tokenizer))

    def test_regexp_is_that_of_transformers(self) -> None:
        from transformers.models.qwen2.tokenization_qwen2 import PRETOKENIZE_REGEX

        self.assertEqual(QWEN2_REGEXP, PRETOKENIZE_REGEX)

    def test_preference_model_keeps_its_head_in_a_reserved_row(self) -> None:
        config = policy_config(SIZE, self.tokenizer)
        config.num_labels = 1
        torch.manual_seed(0)
        model = Qwen2ForSequenceClassification(config)
        model.save_pretrained(str(self.checkpoint))
        export_gguf(self.checkpoint, self.out, kind="f16")
        reader = gguf.GGUFReader(self.out)
        self.assertEqual(reader.fields["ppm.score_token_id"].contents(), SIZE.rows - 1)
        head = next(tensor.data for tensor in reader.tensors if tensor.name == "output.weight")
        np.testing.assert_array_equal(head[-1], model.score.weight.detach().numpy()[0])
        self.assertEqual(np.count_nonzero(head[:-1]), 0)
        self.assertNotIn("ppm.scale", reader.fields)
        self.edit("config.json", lambda c: c.update(ppm_scale=5))
        export_gguf(self.checkpoint, self.out, kind="f16")
        self.assertEqual(gguf.GGUFReader(self.out).fields["ppm.scale"].contents(), 5)
        self.out.unlink()
        self.refused("it is not an unused row", score_row=5)
        self.edit("config.json", lambda c: c.update(ppm_scale=0))
        self.refused("ppm_scale is not a positive number: 0")

    def test_score_row_of_a_policy_is_refused(self) -> None:
        self.refused("only a preference model", score_row=511)

    def test_language_model_with_a_value_head_gets_a_row_for_it(self) -> None:
        self.edit("config.json", lambda c: c.update(tie_word_embeddings=False))
        head = torch.nn.Linear(SIZE.hidden, 1)
        state = {f"v_head.summary.{key}": value for key, value in head.state_dict().items()}
        torch.save(state, self.checkpoint / "value_head.bin")
        tokens = {f"<{number}>": number for number in range(len(self.tokenizer), SIZE.rows)}
        self.edit("tokenizer.json", lambda t: t["model"]["vocab"].update(tokens))  # every row is a token
        export_gguf(self.checkpoint, self.out, kind="f16")
        reader = gguf.GGUFReader(self.out)
        tensors = {tensor.name: tensor.data for tensor in reader.tensors}
        self.assertEqual(reader.fields["ppm.score_token_id"].contents(), SIZE.rows)
        self.assertEqual(reader.fields["ppm.score_bias"].contents(), head.bias.item())
        self.assertEqual(reader.fields["ppm.scale"].contents(), 5)
        self.assertEqual(reader.fields["tokenizer.ggml.tokens"].contents()[-1], f"[UNUSED{SIZE.rows}]")
        np.testing.assert_array_equal(tensors["output.weight"][-1], head.weight.detach().numpy()[0])
        self.assertEqual(np.count_nonzero(tensors["output.weight"][:-1]), 0)
        self.assertEqual(tensors["token_embd.weight"].shape, (SIZE.rows + 1, SIZE.hidden))
        self.assertEqual(np.count_nonzero(tensors["token_embd.weight"][-1]), 0)

    def test_llama_has_the_rows_of_queries_and_keys_in_another_order(self) -> None:
        config = LlamaConfig(
            **{
                key: getattr(self.model.config, key)
                for key in (
                    "vocab_size",
                    "hidden_size",
                    "intermediate_size",
                    "num_hidden_layers",
                    "num_attention_heads",
                    "num_key_value_heads",
                    "eos_token_id",
                )
            }
        )
        model = LlamaForCausalLM(config)
        model.save_pretrained(str(self.checkpoint))
        export_gguf(self.checkpoint, self.out, kind="f32")
        tensors = {tensor.name: tensor.data for tensor in gguf.GGUFReader(self.out).tensors}
        attention = model.model.layers[1].self_attn
        for part, heads in (("q", 2), ("k", 1)):
            weight = getattr(attention, f"{part}_proj").weight.detach().numpy().reshape(heads, 2, 16, SIZE.hidden)
            np.testing.assert_array_equal(
                tensors[f"blk.1.attn_{part}.weight"].reshape(heads, 16, 2, SIZE.hidden), weight.swapaxes(1, 2)
            )
        np.testing.assert_array_equal(tensors["blk.1.attn_v.weight"], attention.v_proj.weight.detach().numpy())

    def test_each_tensor_is_told(self) -> None:
        told: list[tuple[str, int]] = []
        export_gguf(self.checkpoint, self.out, on_tensor=lambda one, every: told.append((one.name, len(every))))
        written = [tensor.name for tensor in gguf.GGUFReader(self.out).tensors]
        self.assertEqual(told, [(name, len(written)) for name in written])

    def test_what_is_no_checkpoint_is_refused(self) -> None:
        out, self.out = self.out, self.folder / "missing" / "policy.gguf"
        self.refused("Cannot write .*policy.gguf as its folder does not exist")
        self.out = out
        self.edit("config.json", lambda c: c.update(vocab_size=600))
        self.refused("its embedding is not vocab_size x hidden_size: it is .512, 64.")
        self.checkpoint = self.folder / "missing"
        self.refused("is no checkpoint folder: it has no config.json")

    def test_rope_scaling_is_refused(self) -> None:
        self.edit(
            "config.json", lambda c: c.update(rope_parameters={"rope_type": "yarn", "rope_theta": 1e4, "factor": 2})
        )
        self.refused("rope scaling")

    def test_unknown_pre_tokenizer_is_refused(self) -> None:
        self.edit("tokenizer.json", lambda t: t["pre_tokenizer"]["pretokenizers"][0]["pattern"].update(Regex=r"\d+"))
        self.refused("pre-tokenizer is neither Qwen2's")

    def test_normalizer_is_refused(self) -> None:
        self.edit("tokenizer.json", lambda t: t.update(normalizer={"type": "Lowercase"}))
        self.refused("normalises nothing")

    def test_missing_end_of_text_is_refused(self) -> None:
        self.edit("tokenizer_config.json", lambda t: t.pop("eos_token"))
        self.edit("config.json", lambda c: c.update(eos_token_id=None))
        self.refused("no end of text")

    def test_wrong_tensors_are_refused(self) -> None:
        file = self.checkpoint / "model.safetensors"
        whole = load_file(file)
        save_file({k: v for k, v in whole.items() if k != "model.norm.weight"}, file)
        self.refused("missing .'output_norm.weight'.")
        save_file({**whole, "model.other.weight": torch.zeros(2)}, file)
        self.refused("model.other.weight as it has no name")
        save_file({**whole, "model.norm.weight": whole["model.norm.weight"] * float("nan")}, file)
        self.refused("not all of it is finite")


if __name__ == "__main__":
    unittest.main()
