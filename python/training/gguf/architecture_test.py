"""Hyperparameters and rotary embeddings, and what is refused. Logits are compared in tests/convert_test.ts."""

from __future__ import annotations

import unittest
from typing import Any

try:
    import gguf
    import numpy as np
    from transformers import LlamaConfig
    from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

    from training.gguf.architecture import add_sizes, architecture_of, neighbours, rope_divisors, rope_of
    from training.gguf.error import ExportError
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

LLAMA3 = {
    "rope_type": "llama3",
    "factor": 32.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}
SIZES = {
    "hidden_size": 512,
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
    "intermediate_size": 96,
    "vocab_size": 9,
    "max_position_embeddings": 4096,
}


def config(architecture: str = "LlamaForCausalLM", **changes: Any) -> dict[str, Any]:
    return {"architectures": [architecture], **SIZES, **changes}


class ArchitectureTest(unittest.TestCase):
    def test_names(self) -> None:
        names = {
            "Qwen2ForCausalLM": "qwen2",
            "Qwen2ForSequenceClassification": "qwen2",
            "LlamaForCausalLM": "llama",
            "Phi3ForCausalLM": "phi3",
        }
        for architecture, name in names.items():
            self.assertEqual(architecture_of(config(architecture)).name, name)

    def test_what_the_file_could_not_express_is_refused(self) -> None:
        longrope = {"type": "longrope", "short_factor": [1.0], "long_factor": [1.0]}
        for changed, pattern in (
            (config("GPT2LMHeadModel"), "unknown: GPT2LMHeadModel is none of"),
            ({}, "unknown: none is none of"),
            (config(hidden_size=None), "has no hidden_size: it is None"),
            (config(rope_scaling={"type": "linear", "factor": 2.0}), "rope scaling is not handled: .*linear"),
            (config("Qwen2ForCausalLM", rope_scaling=LLAMA3), "rope scaling is not handled"),
            (config("Phi3ForCausalLM", rope_scaling=longrope), "rope scaling is not handled"),
            (config("Phi3ForCausalLM", partial_rotary_factor=0.75), "rope scaling is not handled"),
            (config("Qwen2ForCausalLM", use_sliding_window=True), "sliding windows"),
            (config(attention_bias=True), "attention_bias is true"),
            (config(mlp_bias=True), "mlp_bias is true"),
            (config(head_dim=64), "do not fill the width 512: 64 x 4"),
            (config(hidden_act="gelu"), "not silu: gelu"),
        ):
            with self.assertRaisesRegex(ExportError, pattern):
                architecture_of(changed)

    def test_rope_is_read_from_old_and_new_configurations(self) -> None:
        self.assertEqual(rope_of(config(rope_theta=5e5))["rope_theta"], 5e5)
        self.assertEqual(rope_of(config(rope_parameters={"rope_theta": 5e5}))["rope_theta"], 5e5)
        self.assertEqual(rope_of(config(rope_scaling={"type": "linear"}))["rope_type"], "linear")
        self.assertEqual(rope_of(config(rope_scaling=None))["rope_type"], "default")

    def test_rope_divisors_are_those_of_transformers(self) -> None:
        self.assertIsNone(rope_divisors(config()))
        scaled = config(rope_parameters={**LLAMA3, "rope_theta": 5e5}, max_position_embeddings=131072)
        frequencies, _ = ROPE_INIT_FUNCTIONS["llama3"](LlamaConfig(**scaled), "cpu")
        plain = 5e5 ** (-np.arange(0, 128, 2) / 128)
        divisors = rope_divisors(scaled)
        assert divisors is not None
        np.testing.assert_allclose(plain / divisors, frequencies.numpy(), rtol=1e-5)
        self.assertEqual((divisors[0], divisors[-1]), (1, 32))
        with self.assertRaisesRegex(ExportError, "has no 'factor'"):
            rope_divisors(config(rope_scaling={"rope_type": "llama3"}))

    def test_neighbours(self) -> None:
        self.assertEqual(neighbours(2, 8).tolist(), [0, 2, 1, 3, 4, 6, 5, 7])

    def test_sizes(self) -> None:
        def written(architecture: str, **changes: Any) -> dict[str, Any]:
            changed = config(architecture, **changes)
            name = architecture_of(changed).name
            writer = gguf.GGUFWriter(None, name)
            add_sizes(writer, changed, 11)
            return {key.removeprefix(f"{name}."): value.value for key, value in writer.kv_data[0].items()}

        sizes = written("LlamaForCausalLM", num_key_value_heads=2, rms_norm_eps=1e-5)
        self.assertEqual((sizes["attention.head_count"], sizes["attention.head_count_kv"]), (4, 2))
        self.assertEqual((sizes["context_length"], sizes["vocab_size"], sizes["rope.dimension_count"]), (4096, 11, 128))
        self.assertEqual(written("LlamaForCausalLM")["attention.head_count_kv"], 4)
        self.assertEqual(written("Phi3ForCausalLM", sliding_window=2047)["context_length"], 2047)
        self.assertEqual(written("Qwen2ForCausalLM", sliding_window=2047)["context_length"], 4096)


if __name__ == "__main__":
    unittest.main()
