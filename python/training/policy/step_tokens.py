"""The tokens of the step format, for a base model that was trained without them (Qwen2.5-Math-7B has none).

The base's spare rows are taken as they are. Only where they do not suffice does the embedding grow, by rows drawn as in
a new model; the official code does no more (`train/train_SFT.py`). It also cuts spare rows off: here they stay, and one
of them is the place of a PPM's score head.
"""

from __future__ import annotations

import torch
from tokenizers import AddedToken
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from training.data.step_format import PAD, SPECIAL_TOKENS


def add_step_tokens(tokenizer: PreTrainedTokenizerFast) -> int:
    """Adds the special tokens that `tokenizer` lacks and returns their number. Padding gets a token of its own."""
    known = tokenizer.get_vocab()
    missing = [AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS if token not in known]
    tokenizer.add_tokens(missing, special_tokens=True)
    if tokenizer.pad_token_id in (None, tokenizer.eos_token_id):
        tokenizer.pad_token = PAD
    tokenizer.padding_side = "right"
    return len(missing)


def fit_rows(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, *, seed: int = 0) -> None:
    """Gives `model` a row for each token, and the tokenizer's padding. New rows depend on the seed alone."""
    if len(tokenizer) > model.config.vocab_size:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    model.config.pad_token_id = tokenizer.pad_token_id
