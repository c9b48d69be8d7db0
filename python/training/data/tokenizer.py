"""Byte-level BPE tokenizer of the embedded policy, with Qwen2's pre-tokenisation (llama.cpp: `tokenizer.ggml.pre = "qwen2"`).

Covered: identical ids in Transformers and llama.cpp (see parity.py); every byte has a token, digits are single tokens.
Not covered: unicode normalisation. There is none on purpose, because llama.cpp applies none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast
from transformers.models.qwen2.tokenization_qwen2 import PRETOKENIZE_REGEX

from training.data.step_format import END_OF_TEXT, PAD, SPECIAL_TOKENS, STEP_TOKENS

ROWS = 1024
"""Rows of the embedding: tokens, then rows that stay unused and are exported as UNUSED."""

RESERVED_ROWS = 16
"""Rows that the merges never take; the last one is where a PPM keeps its score head."""

WRAPPING = {"clean_up_tokenization_spaces": False, "padding_side": "right"}
"""Options of every PreTrainedTokenizerFast made here."""

_SPECIAL_REGEXP = re.compile("|".join(re.escape(token) for token in sorted(SPECIAL_TOKENS, key=len, reverse=True)))


def train_tokenizer(texts: Iterable[str], rows: int = ROWS) -> PreTrainedTokenizerFast:
    """Trains the tokenizer on texts. It has at most `rows` - RESERVED_ROWS tokens, fewer if the texts are exhausted.

    Raises ValueError if `rows` cannot hold the special tokens, 256 bytes and the reserved rows.
    """
    least = len(SPECIAL_TOKENS) + 256 + RESERVED_ROWS
    if rows < least:
        raise ValueError(f"Cannot train tokenizer as the bytes do not fit: rows is {rows}, the least is {least}")
    tokenizer = qwen2_tokenizer(models.BPE())
    # The trainer does not cut special tokens out of its texts: left in, they would spend merges on their own spelling.
    pieces = (piece for text in texts for piece in _SPECIAL_REGEXP.split(text) if piece)
    tokenizer.train_from_iterator(
        pieces,
        trainers.BpeTrainer(
            vocab_size=rows - RESERVED_ROWS,
            min_frequency=2,
            show_progress=False,
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            special_tokens=[AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS],
        ),
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END_OF_TEXT,
        pad_token=PAD,
        extra_special_tokens=list(STEP_TOKENS),
        **WRAPPING,
    )


def qwen2_tokenizer(model: models.BPE) -> Tokenizer:
    """A byte-level tokenizer around merges and vocabulary: Qwen2's pre-tokenisation, no normalisation."""
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PRETOKENIZE_REGEX), behavior="isolated", invert=False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def load_tokenizer(folder: str | Path) -> PreTrainedTokenizerFast:
    """Loads a saved tokenizer as it is. (AutoTokenizer would make it a Qwen2Tokenizer, which normalises text.)"""
    return PreTrainedTokenizerFast.from_pretrained(str(folder))
