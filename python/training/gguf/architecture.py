"""The architectures that llama.cpp and Transformers compute alike: their tensors, sizes and rotary embeddings.

Covered, each compared with Transformers (tests/convert_test.ts): Qwen2, Llama (with Llama 3's rope scaling), Phi-3.
Not covered, and refused: other rope scaling (yarn, linear, longrope), Qwen2's sliding windows, biases in Llama, heads
that do not fill the width, partial rotation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from gguf import MODEL_ARCH, MODEL_ARCH_NAMES, GGUFWriter

from training.gguf.error import ExportError

_COMMON = ("attn_norm.weight", "ffn_norm.weight", "attn_output.weight", "ffn_up.weight", "ffn_down.weight")
_SPLIT = (*_COMMON, "attn_q.weight", "attn_k.weight", "attn_v.weight", "ffn_gate.weight")


@dataclass(frozen=True)
class Architecture:
    """`layer_tensors`: the tensors of each layer. `interleaved`: llama.cpp rotates neighbours in a head, not halves."""

    model: MODEL_ARCH
    layer_tensors: tuple[str, ...]
    interleaved: bool = False

    @property
    def name(self) -> str:
        return MODEL_ARCH_NAMES[self.model]


_QWEN2 = Architecture(MODEL_ARCH.QWEN2, (*_SPLIT, "attn_q.bias", "attn_k.bias", "attn_v.bias"))
PREFERENCE = "Qwen2ForSequenceClassification"
ARCHITECTURES = {
    "Qwen2ForCausalLM": _QWEN2,
    PREFERENCE: _QWEN2,
    "LlamaForCausalLM": Architecture(MODEL_ARCH.LLAMA, _SPLIT, interleaved=True),
    "Phi3ForCausalLM": Architecture(MODEL_ARCH.PHI3, (*_COMMON, "attn_qkv.weight")),
}


def architecture_of(config: dict[str, Any]) -> Architecture:
    """The architecture of a checkpoint. Raises ExportError for one that the file could not express."""
    name = (config.get("architectures") or ["none"])[0]
    if name not in ARCHITECTURES:
        known = ", ".join(ARCHITECTURES)
        raise ExportError(f"Cannot export checkpoint as its architecture is unknown: {name} is none of {known}")
    architecture = ARCHITECTURES[name]
    for key in (
        "hidden_size",
        "num_attention_heads",
        "num_hidden_layers",
        "intermediate_size",
        "vocab_size",
        "max_position_embeddings",
    ):
        if not isinstance(config.get(key), int):
            raise ExportError(f"Cannot export checkpoint as its config.json has no {key}: it is {config.get(key)!r}")
    rope = rope_of(config)
    allowed = ("default", "llama3") if architecture.model == MODEL_ARCH.LLAMA else ("default",)
    if rope["rope_type"] not in allowed or rope.get("partial_rotary_factor", 1) != 1:
        raise ExportError(f"Cannot export checkpoint as its rope scaling is not handled: {rope}")
    if config.get("use_sliding_window"):
        raise ExportError("Cannot export checkpoint as sliding windows are not handled: use_sliding_window is true")
    for bias in ("attention_bias", "mlp_bias"):
        if config.get(bias):
            raise ExportError(f"Cannot export checkpoint as biases are not handled: {bias} is true")
    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    if (config.get("head_dim") or hidden // heads) * heads != hidden:
        width = config["head_dim"]
        raise ExportError(f"Cannot export checkpoint as its heads do not fill the width {hidden}: {width} x {heads}")
    if config.get("hidden_act", "silu") != "silu":
        raise ExportError(f"Cannot export checkpoint as its activation is not silu: {config['hidden_act']}")
    return architecture


def rope_of(config: dict[str, Any]) -> dict[str, Any]:
    """The rotary embedding as Transformers 5 writes it (`rope_type`, `rope_theta`, …), also of older configurations."""
    rope = {"rope_theta": config.get("rope_theta", 10_000.0)}
    rope |= {"partial_rotary_factor": config.get("partial_rotary_factor", 1)}
    rope |= config.get("rope_scaling") or {}
    rope |= config.get("rope_parameters") or {}
    return {**rope, "rope_type": rope.get("rope_type") or rope.get("type") or "default"}


def kv_heads(config: dict[str, Any]) -> int:
    return config.get("num_key_value_heads") or config["num_attention_heads"]


def add_sizes(writer: GGUFWriter, config: dict[str, Any], rows: int) -> None:
    """Adds the hyperparameters; `rows` is the vocabulary's size in the file."""
    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    # llama.cpp attends to everything in a Phi-3, whatever its window: within one window that is the same.
    window = config.get("sliding_window") if writer.arch == "phi3" else None
    writer.add_context_length(min(config["max_position_embeddings"], window or math.inf))
    writer.add_embedding_length(hidden)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads(config))
    writer.add_rope_dimension_count(hidden // heads)
    writer.add_layer_norm_rms_eps(config.get("rms_norm_eps", 1e-6))
    writer.add_rope_freq_base(float(rope_of(config)["rope_theta"]))
    writer.add_vocab_size(rows)


def neighbours(heads: int, rows: int) -> np.ndarray:
    """The order of a query's or key's rows with which rotating neighbours is what rotating halves of a head was."""
    half = rows // heads // 2
    return np.arange(rows).reshape(heads, 2, half).swapaxes(1, 2).reshape(-1)


def rope_divisors(config: dict[str, Any]) -> np.ndarray | None:
    """What llama.cpp divides each frequency by, [head width / 2]; None without Llama 3.1's scaling."""
    rope = rope_of(config)
    if rope["rope_type"] != "llama3":
        return None
    try:
        factor, low, high, original = (
            float(rope[key])
            for key in ("factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings")
        )
    except KeyError as error:
        raise ExportError(f"Cannot export checkpoint as its rope scaling has no {error}: {rope}") from error
    width = config["hidden_size"] // config["num_attention_heads"]
    lengths = 2 * np.pi * float(rope["rope_theta"]) ** (np.arange(0, width, 2, np.float64) / width)
    # 1 for waves shorter than original / high, `factor` for those longer than original / low, a blend in between.
    share = np.clip((original / lengths - low) / (high - low), 0, 1)
    return (1 / (share + (1 - share) / factor)).astype(np.float32)
