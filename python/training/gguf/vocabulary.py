"""Writes a Hugging Face tokenizer into a GGUF file, and refuses what llama.cpp would tokenise differently.

A wrong pre-tokenizer name is not an error in llama.cpp: it silently gives other ids. So a name is claimed only for a
tokenizer.json whose pre-tokenizer is, field for field, the one that llama.cpp's name stands for.

Covered: byte-level BPE of Qwen2 ("qwen2") and Llama 3 ("llama-bpe"); SentencePiece-like BPE of Llama 2 and Phi-3
("llama"). Not covered, and refused: all others. That tokens swallow the blanks after them, and then ASCII's only,
llama.cpp knows by the model's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gguf import GGUFWriter, TokenType

from training.gguf.error import ExportError, read_json
from training.gguf.sentencepiece import check_sentencepiece, is_sentencepiece, scores, token_type

_REGEXP = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2_REGEXP = _REGEXP % r"\p{N}"
LLAMA3_REGEXP = _REGEXP % r"\p{N}{1,3}"

NORMALIZER_KEY = "rstar.normalizer"
"""Metadata: the Unicode normal form that the tokenizer gives a text first. llama.cpp does not know of it."""

_PHI3_NAMES = ("phi-3", "phi3")
_PHI3_KEEPS_BLANKS = {"<unk>", "<s>", "<|endoftext|>"}


@dataclass(frozen=True)
class Vocabulary:
    """A tokenizer: `model` is tokenizer.json, `config` tokenizer_config.json, `ids` all tokens, added ones too."""

    model: dict[str, Any]
    config: dict[str, Any]
    ids: dict[str, int]


def read_vocabulary(folder: Path) -> Vocabulary:
    """The tokenizer in `folder`. Raises ExportError where there is none, or no BPE in it."""
    model, file = read_json(folder / "tokenizer.json"), folder / "tokenizer_config.json"
    kind = (model.get("model") or {}).get("type")
    if kind != "BPE":
        raise ExportError(f"Cannot export tokenizer as only BPE is known: its type is {kind}")
    ids = {**model["model"]["vocab"], **{token["content"]: token["id"] for token in model["added_tokens"]}}
    if len(set(ids.values())) < len(ids):
        raise ExportError(
            f"Cannot export tokenizer as tokens share ids: {len(ids)} tokens have {len(set(ids.values()))}"
        )
    return Vocabulary(model, read_json(file) if file.exists() else {}, ids)


def byte_level_name(tokenizer: dict[str, Any]) -> str:
    """llama.cpp's name of a byte-level pre-tokenizer. Raises ExportError where it has none."""
    model = tokenizer["model"]
    steps = tokenizer.get("pre_tokenizer") or {}
    steps = steps.get("pretokenizers", [steps])
    is_split = (
        [step.get("type") for step in steps] == ["Split", "ByteLevel"]
        and steps[0]["behavior"] == "Isolated"
        and not steps[0]["invert"]
        and not steps[1]["use_regex"]
        and not steps[1]["add_prefix_space"]
    )
    # llama.cpp takes a word that is a token as it is, without merging, for Llama 3 and never for Qwen2.
    names = {(QWEN2_REGEXP, False): "qwen2", (LLAMA3_REGEXP, True): "llama-bpe"}
    name = names.get((steps[0]["pattern"].get("Regex"), bool(model.get("ignore_merges")))) if is_split else None
    if name is None:
        raise ExportError(
            f"Cannot export tokenizer as its pre-tokenizer is neither Qwen2's nor Llama 3's: it is {steps}, with "
            f"ignore_merges {model.get('ignore_merges', False)}"
        )
    if normal_form(tokenizer) is None and tokenizer.get("normalizer"):
        raise ExportError(f"Cannot export tokenizer as llama.cpp normalises nothing: it has {tokenizer['normalizer']}")
    return name


def normal_form(tokenizer: dict[str, Any]) -> str | None:
    """The Unicode normal form, where that is all the normaliser makes. Qwen's is NFC: most texts are left alone."""
    return "NFC" if tokenizer.get("normalizer") == {"type": "NFC"} else None


def check_blanks(tokens: list[dict[str, Any]], name: str, keep: bool) -> None:
    """Raises ExportError unless the added tokens that swallow the blanks after them are llama.cpp's for a model's name.

    `keep`: in a model not named Phi-3 those that swallow may do so in vain.
    """
    for token in tokens:
        if token["lstrip"] or token["single_word"]:
            raise ExportError(f"Cannot export tokenizer as llama.cpp strips nothing in front of tokens: {token}")
    swallow = {token["content"] for token in tokens if token["rstrip"]}
    texts = {token["content"] for token in tokens}
    is_phi3 = any(part in name.lower() for part in _PHI3_NAMES)
    if is_phi3:
        same = swallow == texts - _PHI3_KEEPS_BLANKS and texts >= _PHI3_KEEPS_BLANKS
    else:
        same = keep or not swallow
    if not same:
        raise ExportError(
            f"Cannot export tokenizer as llama.cpp swallows the blanks after {'all' if is_phi3 else 'no'} added tokens "
            f"in a model {'' if is_phi3 else 'not '}named Phi-3: {len(swallow)} of {len(texts)} tokens swallow, and "
            f"the name is {name!r} (--name sets it, --keep-blanks lets no token swallow)"
        )


def _special_id(name: str, vocabulary: Vocabulary, config: dict[str, Any]) -> int | None:
    token, ids = vocabulary.config.get(f"{name}_token"), vocabulary.ids
    if isinstance(token, dict):
        token = token["content"]
    if token is not None:
        if token not in ids:
            raise ExportError(f"Cannot export tokenizer as its {name} token is not in the vocabulary: it is {token!r}")
        return ids[token]
    value = config.get(f"{name}_token_id")
    return value[0] if isinstance(value, list) else value


def _starts_texts(vocabulary: Vocabulary) -> bool:
    """Whether texts start with a token of their own. Raises ExportError where they end with one."""
    if vocabulary.config.get("add_eos_token"):
        raise ExportError(
            "Cannot export tokenizer as it ends each text, and steps are to follow: add_eos_token is true"
        )
    if vocabulary.config.get("add_bos_token") is not None:
        return bool(vocabulary.config["add_bos_token"])
    post = vocabulary.model.get("post_processor") or {}
    for step in post.get("processors", [post]):
        if step.get("type") == "TemplateProcessing":
            kinds = [next(iter(part)) for part in step["single"]]
            if kinds not in (["Sequence"], ["SpecialToken", "Sequence"]):
                raise ExportError(
                    f"Cannot export tokenizer as it puts other tokens than one in front of a text: {step['single']}"
                )
            return kinds[0] == "SpecialToken"
    return False


def add_vocabulary(
    writer: GGUFWriter, vocabulary: Vocabulary, config: dict[str, Any], *, rows: int, name: str, keep_blanks: bool
) -> None:
    """Adds tokens, merges and special ids; rows beyond the tokens become UNUSED. `name` is the model's.

    Raises ExportError, also for a tokenizer without an end of text: llama.cpp would take id 11.
    """
    tokenizer, ids = vocabulary.model, vocabulary.ids
    added = tokenizer["added_tokens"]
    check_blanks(added, name, keep_blanks)
    pairs = [merge.split(" ") if isinstance(merge, str) else merge for merge in tokenizer["model"]["merges"]]
    if max(ids.values()) >= rows:
        count = max(ids.values()) + 1
        raise ExportError(f"Cannot export tokenizer as it has more tokens than the model: {count}, rows are {rows}")
    texts = {number: text for text, number in ids.items()}
    words = [texts.get(row, f"[UNUSED{row}]") for row in range(rows)]
    types = dict.fromkeys(ids.values(), TokenType.NORMAL)
    if is_sentencepiece(tokenizer):
        check_sentencepiece(tokenizer)
        types = {number: token_type(text) for text, number in ids.items()}
        ranks = scores(ids, [(left, right) for left, right in pairs])
        writer.add_tokenizer_model("llama")
        writer.add_tokenizer_pre("default")
        writer.add_token_scores([ranks.get(word, -float(len(ranks))) for word in words])
        writer.add_add_space_prefix(True)
    else:
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre(byte_level_name(tokenizer))
        writer.add_token_merges([" ".join(pair) for pair in pairs])
        if form := normal_form(tokenizer):
            writer.add_string(NORMALIZER_KEY, form)
    types |= {token["id"]: TokenType.CONTROL if token["special"] else TokenType.USER_DEFINED for token in added}
    writer.add_token_list(words)
    writer.add_token_types([types.get(row, TokenType.UNUSED) for row in range(rows)])
    _add_special_ids(writer, vocabulary, config)


def _add_special_ids(writer: GGUFWriter, vocabulary: Vocabulary, config: dict[str, Any]) -> None:
    found = {name: _special_id(name, vocabulary, config) for name in ("eos", "bos", "pad", "unk")}
    if found["eos"] is None:
        raise ExportError("Cannot export tokenizer as it has no end of text: llama.cpp would silently take id 11")
    starts = _starts_texts(vocabulary)
    if starts and found["bos"] is None:
        raise ExportError(
            "Cannot export tokenizer as texts start with a token that it does not name: it has no bos_token"
        )
    writer.add_add_bos_token(starts)
    for name, number in found.items():
        if number is not None:
            getattr(writer, f"add_{name}_token_id")(number)
