"""A base model without the tokens of the step format, as Qwen2.5-Math-7B has none."""

from __future__ import annotations

import torch
from tokenizers import AddedToken, models
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from training.data.step_format import END_OF_TEXT
from training.data.tokenizer import qwen2_tokenizer


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
