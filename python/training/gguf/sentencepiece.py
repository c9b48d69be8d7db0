"""SentencePiece-like BPE (Llama 2, Phi-3) as llama.cpp's "llama" vocabulary: merge ranks become scores.

llama.cpp merges any two neighbours whose join is a token, best score first. tokenizer.json lists its merges. Both are
the same only where that list holds every way to join two tokens into a third: that is checked, not assumed.
"""

from __future__ import annotations

import re
from typing import Any

from gguf import TokenType

from training.gguf.error import ExportError

_NORMALIZER = {
    "type": "Sequence",
    "normalizers": [
        {"type": "Prepend", "prepend": "\u2581"},
        {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"},
    ],
}
_BYTE_REGEXP = re.compile(r"<0x[0-9A-F]{2}>")


def is_sentencepiece(tokenizer: dict[str, Any]) -> bool:
    """Whether tokenizer.json's content falls back to bytes, as SentencePiece does."""
    return bool(tokenizer["model"].get("byte_fallback"))


def check_sentencepiece(tokenizer: dict[str, Any]) -> None:
    """Raises ExportError unless the text reaches the merges as it does in llama.cpp."""
    model = tokenizer["model"]
    if tokenizer.get("normalizer") != _NORMALIZER or tokenizer.get("pre_tokenizer"):
        raise ExportError(
            "Cannot export tokenizer as llama.cpp puts a space in front and makes each one \u2581, nothing else: it "
            f"has {tokenizer.get('normalizer')} and {tokenizer.get('pre_tokenizer')}"
        )
    for key in ("ignore_merges", "continuing_subword_prefix", "end_of_word_suffix"):
        if model.get(key):
            raise ExportError(f"Cannot export tokenizer as llama.cpp has nothing like {key}: it is {model[key]!r}")
    if missing := [byte for byte in range(256) if f"<0x{byte:02X}>" not in model["vocab"]]:
        raise ExportError(
            f"Cannot export tokenizer as it has no token for {len(missing)} bytes: the first is {missing[0]}"
        )
    for token in tokenizer["added_tokens"]:
        if token["normalized"]:
            raise ExportError(f"Cannot export tokenizer as llama.cpp looks for tokens in the text as it is: {token}")


def token_type(text: str) -> TokenType:
    """The type of a token that was not added."""
    return TokenType.BYTE if _BYTE_REGEXP.fullmatch(text) else TokenType.NORMAL


def scores(ids: dict[str, int], merges: list[tuple[str, str]]) -> dict[str, float]:
    """The score of each token that merges make: 0 for the first, then -1, -2 and so on. Raises ExportError.

    `ids` are all tokens, added ones too: llama.cpp would build those out of plain text as well.
    """
    ways = {(text[:cut], text[cut:]) for text in ids for cut in range(1, len(text))}
    ways = {(left, right) for left, right in ways if left in ids and right in ids}
    if other := ways ^ set(merges):
        pair = min(other)
        raise ExportError(
            f"Cannot export tokenizer as llama.cpp would merge other pairs than its {len(merges)} merges: {len(other)} "
            f"differ, such as {pair[0]!r} and {pair[1]!r}"
        )
    ranks: dict[str, float] = {}
    last = ""
    for left, right in merges:
        if left + right == last:
            continue
        last = left + right
        if last in ranks:
            raise ExportError(f"Cannot export tokenizer as its merges into {last!r} do not follow each other")
        ranks[last] = -float(len(ranks))
    return ranks
