"""Which tensors of a checkpoint a GGUF file holds: under which names, of which types, in which order of rows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import gguf
import numpy as np
from gguf.utility import LocalTensor

from training.gguf.architecture import Architecture, kv_heads, neighbours, rope_divisors
from training.gguf.error import ExportError
from training.gguf.score_head import NAME as SCORE_HEAD
from training.gguf.tensors import Tensor, checkpoint_blocks, written_type

_EMBEDDING, _OUTPUT, _ROPE = "token_embd.weight", "output.weight", "rope_freqs.weight"
_ROTARY = "rotary_emb.inv_freq"  # old Llama checkpoints have it; it says what their configuration says


def layout(
    source: dict[str, LocalTensor],
    architecture: Architecture,
    config: dict[str, Any],
    *,
    kind: str,
    rows: int,
    scored: bool,
) -> list[Tensor]:
    """All tensors, but for the output matrix of a preference model (`scored`).

    `rows` is the vocabulary's size in the file: an embedding with fewer gets zeros. Raises ExportError where a
    tensor is missing, or there is one that the architecture has not.
    """
    names = gguf.get_tensor_name_map(architecture.model, config["num_hidden_layers"])
    has_output = not (scored or config.get("tie_word_embeddings"))
    skipped = set() if has_output else {"lm_head.weight"}
    skipped |= {SCORE_HEAD} if scored else set()
    tensors = []
    for name, tensor in source.items():
        if name in skipped or name.endswith(_ROTARY):
            continue
        mapped = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if mapped is None:
            raise ExportError(f"Cannot export tensor {name} as it has no name in GGUF")
        blocks = partial(checkpoint_blocks, name, tensor, _row_order(mapped, tensor, architecture, config))
        shape = tensor.shape
        if mapped == _EMBEDDING:
            if shape != (config["vocab_size"], config["hidden_size"]):
                raise ExportError(
                    f"Cannot export checkpoint as its embedding is not vocab_size x hidden_size: it is {shape}"
                )
            shape = (rows, shape[1])
            blocks = partial(_extended, tensor, rows)
        tensors.append(Tensor(mapped, shape, written_type(shape, kind), blocks))
    if (divisors := rope_divisors(config)) is not None:
        tensors.append(Tensor(_ROPE, divisors.shape, written_type(divisors.shape, kind), lambda: iter([divisors])))
    _check_complete({tensor.name for tensor in tensors} - {_ROPE}, architecture, config, has_output)
    return tensors


def _row_order(
    mapped: str, tensor: LocalTensor, architecture: Architecture, config: dict[str, Any]
) -> np.ndarray | None:
    heads = {"attn_q": config["num_attention_heads"], "attn_k": kv_heads(config)}
    part = mapped.split(".")[-2]
    return neighbours(heads[part], tensor.shape[0]) if architecture.interleaved and part in heads else None


def _extended(tensor: LocalTensor, rows: int) -> Iterator[np.ndarray]:
    yield from checkpoint_blocks(_EMBEDDING, tensor)
    if rows > tensor.shape[0]:
        yield np.zeros((rows - tensor.shape[0], tensor.shape[1]), np.float32)


def _check_complete(written: set[str], architecture: Architecture, config: dict[str, Any], has_output: bool) -> None:
    wanted = {_EMBEDDING, "output_norm.weight"} | ({_OUTPUT} if has_output else set())
    for layer in range(config["num_hidden_layers"]):
        wanted |= {f"blk.{layer}.{name}" for name in architecture.layer_tensors}
    if written != wanted:
        raise ExportError(
            "Cannot export checkpoint as its tensors differ from the architecture's: missing "
            f"{sorted(wanted - written)[:4]}, extra {sorted(written - wanted)[:4]}"
        )
