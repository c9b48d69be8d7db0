"""The embedded policy's architecture: Qwen2 with sizes as options, made from nothing.

Why Qwen2: llama.cpp, Transformers and vLLM all run it, so one file works everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM


@dataclass(frozen=True)
class PolicySize:
    """Sizes of a policy. The defaults are the embedded one: about 5 million parameters."""

    hidden: int = 256
    layers: int = 6
    heads: int = 4
    kv_heads: int = 2
    feed_forward: int = 768
    positions: int = 1024
    rows: int = 1024
    rope_theta: float = 10_000.0


def policy_config(size: PolicySize, tokenizer: PreTrainedTokenizerFast) -> Qwen2Config:
    """The configuration. Raises ValueError where sizes do not fit each other or the tokenizer."""
    if size.hidden % size.heads or size.heads % size.kv_heads or (size.hidden // size.heads) % 2:
        raise ValueError(
            f"Cannot make policy as the heads do not divide the width: hidden is {size.hidden}, heads is {size.heads}, "
            f"kv_heads is {size.kv_heads}"
        )
    if len(tokenizer) > size.rows:
        raise ValueError(f"Cannot make policy as the tokenizer has {len(tokenizer)} tokens: rows is {size.rows}")
    return Qwen2Config(
        vocab_size=size.rows,
        hidden_size=size.hidden,
        intermediate_size=size.feed_forward,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        num_key_value_heads=size.kv_heads,
        max_position_embeddings=size.positions,
        rope_parameters={"rope_type": "default", "rope_theta": size.rope_theta},
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        dtype="float32",
    )


def new_policy(size: PolicySize, tokenizer: PreTrainedTokenizerFast, seed: int = 0) -> Qwen2ForCausalLM:
    """A policy with random weights that depend on size and seed only."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Qwen2ForCausalLM._from_config(policy_config(size, tokenizer), attn_implementation="sdpa")
