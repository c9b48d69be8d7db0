"""Makes a Hugging Face checkpoint folder of a policy's GGUF file, so that a shipped policy can be trained on.

    python -m training.from_gguf policy.gguf policy/

Covered: files of architecture qwen2 with Qwen2's tokenizer, as export_gguf writes them; f32, f16, bf16 and q8_0 become f32.
From f32 and f16 the numbers are those of the file; from q8_0 they are the rounded ones that the engine computes with.
Not covered, and refused: other architectures and tokenizers, rope scaling, preference models.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import gguf
import torch
from gguf import GGUFReader, TokenType
from tokenizers import AddedToken, models
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from training.data.tokenizer import WRAPPING, qwen2_tokenizer
from training.gguf.error import ExportError


class _Metadata:
    """The key-value pairs of a file."""

    def __init__(self, reader: GGUFReader) -> None:
        self._fields = reader.fields

    def get(self, key: str, default: Any = None) -> Any:
        """A value, or the default where there is none."""
        field = self._fields.get(key)
        return default if field is None else field.contents()

    def need(self, key: str) -> Any:
        """A value. Raises ExportError where there is none."""
        if key not in self._fields:
            raise ExportError(f"Cannot read policy as its file does not say {key}")
        return self.get(key)


def _check(metadata: _Metadata) -> None:
    expected = {"general.architecture": "qwen2", "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "qwen2"}
    for key, value in expected.items():
        if metadata.get(key) != value:
            raise ExportError(f"Cannot read policy as only {value} is known for {key}: it is {metadata.get(key)}")
    if metadata.get("qwen2.rope.scaling.type", "none") != "none":
        raise ExportError(
            f"Cannot read policy as rope scaling is not handled: {metadata.get('qwen2.rope.scaling.type')}"
        )
    if metadata.get("ppm.score_token_id") is not None:
        raise ExportError("Cannot read policy as the file is a preference model: it has ppm.score_token_id")


def _config(metadata: _Metadata, *, rows: int, tied: bool) -> Qwen2Config:
    return Qwen2Config(
        vocab_size=rows,
        hidden_size=metadata.need("qwen2.embedding_length"),
        intermediate_size=metadata.need("qwen2.feed_forward_length"),
        num_hidden_layers=metadata.need("qwen2.block_count"),
        num_attention_heads=metadata.need("qwen2.attention.head_count"),
        num_key_value_heads=metadata.need("qwen2.attention.head_count_kv"),
        max_position_embeddings=metadata.need("qwen2.context_length"),
        # The file holds these two as f32; the nearest short decimals are what they were.
        rms_norm_eps=_short(metadata.need("qwen2.attention.layer_norm_rms_epsilon")),
        rope_parameters={"rope_type": "default", "rope_theta": _short(metadata.need("qwen2.rope.freq_base"))},
        tie_word_embeddings=tied,
        bos_token_id=metadata.get("tokenizer.ggml.bos_token_id"),
        eos_token_id=metadata.need("tokenizer.ggml.eos_token_id"),
        pad_token_id=metadata.get("tokenizer.ggml.padding_token_id"),
        dtype="float32",
    )


def _short(number: float) -> float:
    return float(f"{number:.7g}")


def read_tokenizer(reader: GGUFReader) -> PreTrainedTokenizerFast:
    """The tokenizer in a file: its CONTROL tokens are special, its USER_DEFINED ones added, its UNUSED rows left out."""
    metadata = _Metadata(reader)
    tokens: list[str] = metadata.need("tokenizer.ggml.tokens")
    types = [TokenType(kind) for kind in metadata.need("tokenizer.ggml.token_type")]
    known = {TokenType.NORMAL, TokenType.CONTROL, TokenType.USER_DEFINED, TokenType.UNUSED}
    if not known.issuperset(types):
        raise ExportError(f"Cannot read tokenizer as some tokens are of an unknown type: {sorted(set(types) - known)}")
    vocabulary = {token: row for row, token in enumerate(tokens) if types[row] is not TokenType.UNUSED}
    merges = [tuple(merge.split(" ")) for merge in metadata.need("tokenizer.ggml.merges")]
    tokenizer = qwen2_tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    special = [token for row, token in enumerate(tokens) if types[row] is TokenType.CONTROL]
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    defined = [token for row, token in enumerate(tokens) if types[row] is TokenType.USER_DEFINED]
    tokenizer.add_tokens([AddedToken(token, special=False, normalized=False) for token in defined])
    named = {
        f"{name}_token": tokens[metadata.get(f"tokenizer.ggml.{key}_token_id")]
        for name, key in (("bos", "bos"), ("eos", "eos"), ("pad", "padding"))
        if metadata.get(f"tokenizer.ggml.{key}_token_id") is not None
    }
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        **named,
        extra_special_tokens=[token for token in special if token not in named.values()],
        model_max_length=metadata.need("qwen2.context_length"),
        **WRAPPING,
    )


def _weights(reader: GGUFReader, model: Qwen2ForCausalLM) -> dict[str, torch.Tensor]:
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN2, model.config.num_hidden_layers)
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    weights: dict[str, torch.Tensor] = {}
    read: set[str] = set()
    for name, parameter in model.named_parameters():  # a tied output matrix is not among them
        mapped = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if mapped not in tensors:
            raise ExportError(f"Cannot read policy as tensor {mapped} is not in its file")
        data = gguf.quants.dequantize(tensors[mapped].data, tensors[mapped].tensor_type)
        if data.shape != tuple(parameter.shape):
            shape = tuple(parameter.shape)
            raise ExportError(
                f"Cannot read tensor {mapped} as it has another shape: {data.shape}, the model's is {shape}"
            )
        weights[name] = torch.tensor(data, dtype=torch.float32)
        read.add(mapped)
    if read != set(tensors):
        raise ExportError(
            f"Cannot read policy as its file has tensors that no Qwen2 has: {sorted(set(tensors) - read)}"
        )
    return weights


def from_gguf(file: str | Path, out: str | Path) -> int:
    """Writes the checkpoint folder and returns the count of parameters. Raises ExportError for what it does not cover."""
    reader = GGUFReader(file)
    metadata = _Metadata(reader)
    _check(metadata)
    tokenizer = read_tokenizer(reader)
    tied = all(tensor.name != "output.weight" for tensor in reader.tensors)
    model = Qwen2ForCausalLM(_config(metadata, rows=len(metadata.need("tokenizer.ggml.tokens")), tied=tied))
    model.load_state_dict(_weights(reader, model), strict=False)
    model.save_pretrained(str(out))
    tokenizer.save_pretrained(str(out))
    return model.num_parameters()


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="GGUF file of a policy")
    parser.add_argument("out", type=Path, help="folder to write, in Hugging Face format")
    args = parser.parse_args(argv)
    try:
        parameters = from_gguf(args.file, args.out)
    except ExportError as error:
        raise SystemExit(str(error)) from error
    except (OSError, ValueError) as error:
        raise SystemExit(f"Cannot read {args.file} as it is no GGUF file: {error}") from error
    print(json.dumps({"event": "checkpoint", "out": str(args.out), "parameters": parameters}))


if __name__ == "__main__":
    main()
