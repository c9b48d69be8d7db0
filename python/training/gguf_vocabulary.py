"""Writes a Hugging Face byte-level BPE tokenizer into a GGUF file, and refuses what llama.cpp would tokenise differently.

A wrong pre-tokenizer name is not an error in llama.cpp: it silently gives other ids. So the name is claimed only for a
tokenizer.json whose pre-tokenizer is, field for field, the one that llama.cpp's name stands for.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gguf import GGUFWriter, TokenType

QWEN2_REGEXP = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


class ExportError(ValueError):
    """The checkpoint cannot be exported without changing what it computes."""


def check_tokenizer(tokenizer: dict[str, Any]) -> None:
    """Raises ExportError unless tokenizer.json's content tokenises as llama.cpp's "qwen2" does."""
    kind = tokenizer["model"]["type"]
    if kind != "BPE":
        raise ExportError(f"Cannot export tokenizer as only byte-level BPE is known: its type is {kind}")
    if tokenizer.get("normalizer"):
        raise ExportError(f"Cannot export tokenizer as llama.cpp normalises nothing: it has {tokenizer['normalizer']}")
    if tokenizer["model"].get("ignore_merges"):
        raise ExportError("Cannot export tokenizer as llama.cpp applies all merges: ignore_merges is true")
    steps = tokenizer.get("pre_tokenizer") or {}
    steps = steps.get("pretokenizers", [steps])
    same = (
        [step.get("type") for step in steps] == ["Split", "ByteLevel"]
        and steps[0]["pattern"].get("Regex") == QWEN2_REGEXP
        and steps[0]["behavior"] == "Isolated"
        and not steps[0]["invert"]
        and not steps[1]["use_regex"]
        and not steps[1]["add_prefix_space"]
    )
    if not same:
        raise ExportError(f"Cannot export tokenizer as its pre-tokenizer is not Qwen2's: it is {steps}")


def _special_id(name: str, tokenizer_config: dict[str, Any], config: dict[str, Any], ids: dict[str, int]) -> int | None:
    token = tokenizer_config.get(f"{name}_token")
    if isinstance(token, dict):
        token = token["content"]
    if token is not None:
        if token not in ids:
            raise ExportError(f"Cannot export tokenizer as its {name} token is not in the vocabulary: it is {token!r}")
        return ids[token]
    value = config.get(f"{name}_token_id")
    return value[0] if isinstance(value, list) else value


def add_vocabulary(writer: GGUFWriter, folder: Path, config: dict[str, Any]) -> set[int]:
    """Adds tokens, merges and special ids of the tokenizer in `folder`; rows beyond it become UNUSED.

    Returns the ids that are tokens. Raises ExportError for a tokenizer without an end of text: llama.cpp would take id 11.
    """
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    check_tokenizer(tokenizer)
    file = folder / "tokenizer_config.json"
    tokenizer_config = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    rows = config["vocab_size"]
    ids: dict[str, int] = dict(tokenizer["model"]["vocab"])
    types = dict.fromkeys(ids.values(), TokenType.NORMAL)
    for token in tokenizer["added_tokens"]:
        if token["lstrip"] or token["rstrip"] or token["single_word"]:
            raise ExportError(f"Cannot export tokenizer as llama.cpp strips nothing around tokens: {token}")
        ids[token["content"]] = token["id"]
        types[token["id"]] = TokenType.CONTROL if token["special"] else TokenType.USER_DEFINED
    if max(types) >= rows:
        raise ExportError(f"Cannot export tokenizer as it has more tokens than the model: {max(types) + 1}, rows are {rows}")
    texts = {number: text for text, number in ids.items()}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list([texts.get(row, f"[UNUSED{row}]") for row in range(rows)])
    writer.add_token_types([types.get(row, TokenType.UNUSED) for row in range(rows)])
    merges = tokenizer["model"]["merges"]
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in merges])
    writer.add_add_bos_token(False)
    end = _special_id("eos", tokenizer_config, config, ids)
    if end is None:
        raise ExportError("Cannot export tokenizer as it has no end of text: llama.cpp would silently take id 11")
    writer.add_eos_token_id(end)
    for name, add in (("pad", writer.add_pad_token_id), ("bos", writer.add_bos_token_id)):
        number = _special_id(name, tokenizer_config, config, ids)
        if number is not None:
            add(number)
    return set(types)
