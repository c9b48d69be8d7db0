"""Exports a Qwen2 checkpoint folder (Hugging Face format) to one GGUF file for llama.cpp, without torch.

    python -m training.export_gguf policy/ policy.gguf --type q8_0
    python -m training.export_gguf ppm/ ppm.gguf --type f16

A process preference model (Qwen2ForSequenceClassification, one label) becomes a causal GGUF whose output matrix is zero but
for one reserved row, which holds the score head: the logit of that row after a step is the step's score before tanh. So any
build of llama.cpp runs it, with many scored steps in a decode. The row's id is the metadata `ppm.score_token_id`.

Covered: Qwen2ForCausalLM, Qwen2ForSequenceClassification with one label; f32, f16, bf16 and q8_0; sharded checkpoints.
Not covered, and refused: rope scaling, sliding windows, other architectures, other pre-tokenizers.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType
from gguf.utility import SafetensorsLocal

from training.gguf_vocabulary import ExportError, add_vocabulary

TYPES = {
    "f32": (GGMLQuantizationType.F32, LlamaFileType.ALL_F32),
    "f16": (GGMLQuantizationType.F16, LlamaFileType.MOSTLY_F16),
    "bf16": (GGMLQuantizationType.BF16, LlamaFileType.MOSTLY_BF16),
    "q8_0": (GGMLQuantizationType.Q8_0, LlamaFileType.MOSTLY_Q8_0),
}
_Q8_0_BLOCK = 32
_PREFERENCE = "Qwen2ForSequenceClassification"
_LAYER_TENSORS = (
    "attn_norm.weight", "ffn_norm.weight", "attn_q.weight", "attn_q.bias", "attn_k.weight", "attn_k.bias", "attn_v.weight",
    "attn_v.bias", "attn_output.weight", "ffn_gate.weight", "ffn_up.weight", "ffn_down.weight",
)


def read_tensors(folder: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Names and f32 arrays of all safetensors files in a folder. Raises ExportError for one that holds NaN or infinity."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise ExportError(f"Cannot export {folder} as it has no safetensors file")
    for file in files:
        for name, tensor in SafetensorsLocal(file).tensors.items():
            raw = tensor.mmap_bytes()
            if tensor.dtype == "BF16":
                array = (raw.view(np.uint16).astype(np.uint32) << 16).view(np.float32)
            elif tensor.dtype in ("F32", "F16"):
                array = raw.view(np.float32 if tensor.dtype == "F32" else np.float16).astype(np.float32)
            else:
                raise ExportError(f"Cannot export tensor {name} as its type is unknown: {tensor.dtype}")
            if not np.isfinite(array).all():
                raise ExportError(f"Cannot export tensor {name} as not all of it is finite")
            yield name, array.reshape(tensor.shape)


def _check(config: dict[str, Any]) -> bool:
    """Whether the checkpoint is a preference model. Raises ExportError for what the file could not express."""
    architecture = (config.get("architectures") or ["none"])[0]
    if architecture not in ("Qwen2ForCausalLM", _PREFERENCE):
        raise ExportError(f"Cannot export checkpoint as its architecture is unknown: {architecture}")
    rope = config.get("rope_parameters") or {}
    if rope.get("rope_type", "default") != "default" or config.get("rope_scaling"):
        raise ExportError(f"Cannot export checkpoint as rope scaling is not handled: {config.get('rope_scaling') or rope}")
    if config.get("use_sliding_window"):
        raise ExportError("Cannot export checkpoint as sliding windows are not handled: use_sliding_window is true")
    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    if config.get("head_dim", hidden // heads) * heads != hidden:
        raise ExportError(f"Cannot export checkpoint as the heads do not fill the width: {config['head_dim']} x {heads}")
    if config.get("hidden_act", "silu") != "silu":
        raise ExportError(f"Cannot export checkpoint as its activation is not silu: {config['hidden_act']}")
    return architecture == _PREFERENCE


def _add_sizes(writer: GGUFWriter, config: dict[str, Any]) -> None:
    rope = config.get("rope_parameters") or {}  # Transformers 5; older configurations have rope_theta at the top
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(float(rope.get("rope_theta", config.get("rope_theta", 10_000.0))))
    writer.add_vocab_size(config["vocab_size"])


def _add_tensors(
    writer: GGUFWriter, folder: Path, config: dict[str, Any], kind: str, score_row: int | None, head: str
) -> None:
    layers, rows, hidden = config["num_hidden_layers"], config["vocab_size"], config["hidden_size"]
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN2, layers)
    written: set[str] = set()

    def add(name: str, array: np.ndarray, type_name: str) -> None:
        quantization = TYPES[type_name][0]
        if array.ndim < 2:
            quantization = GGMLQuantizationType.F32
        elif type_name == "q8_0" and array.shape[-1] % _Q8_0_BLOCK:
            quantization = GGMLQuantizationType.F16
        data = gguf.quants.quantize(np.ascontiguousarray(array), quantization)
        writer.add_tensor(name, data, raw_dtype=quantization)
        written.add(name)

    tied = bool(config.get("tie_word_embeddings"))
    for name, array in read_tensors(folder):
        if name == "score.weight" and score_row is not None:
            if array.shape != (1, hidden):
                raise ExportError(f"Cannot export score head as it has not one label: its shape is {array.shape}")
            matrix = np.zeros((rows, hidden), np.float32)
            matrix[score_row] = array[0]
            add("output.weight", matrix, head)
            continue
        if name == "lm_head.weight" and (tied or score_row is not None):
            continue
        mapped = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if mapped is None:
            raise ExportError(f"Cannot export tensor {name} as it has no name in GGUF")
        add(mapped, array, kind)
    wanted = {"token_embd.weight", "output_norm.weight"}
    wanted |= {f"blk.{layer}.{tensor}" for layer in range(layers) for tensor in _LAYER_TENSORS}
    if score_row is not None or not tied:
        wanted.add("output.weight")
    if written != wanted:
        raise ExportError(
            f"Cannot export checkpoint as its tensors differ from the architecture's: missing {sorted(wanted - written)}, "
            f"extra {sorted(written - wanted)}"
        )


def export_gguf(
    checkpoint: str | Path,
    out: str | Path,
    *,
    kind: str = "q8_0",
    score_row: int | None = None,
    head: str = "f32",
    tokenizer: str | Path | None = None,
    name: str | None = None,
) -> int:
    """Exports a checkpoint folder and returns the file's bytes. The file appears whole or not at all.

    `score_row` (preference models only) is the reserved row of the score head, by default the last one; `head` the type of
    that output matrix; `tokenizer` a folder other than the checkpoint's. Raises ExportError.
    """
    checkpoint, out = Path(checkpoint), Path(out)
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    preference = _check(config)
    if preference and score_row is None:
        score_row = config["vocab_size"] - 1
    if not preference and score_row is not None:
        raise ExportError("Cannot export checkpoint as only a preference model has a score row: it is a policy")
    part = out.with_name(out.name + ".part")
    writer = GGUFWriter(part, "qwen2")
    try:
        writer.add_name(name or checkpoint.resolve().name)
        writer.add_type("model")
        writer.add_file_type(TYPES[kind][1])
        writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
        _add_sizes(writer, config)
        tokens = add_vocabulary(writer, Path(tokenizer or checkpoint), config)
        if score_row is not None:
            if score_row in tokens or not 0 <= score_row < config["vocab_size"]:
                raise ExportError(f"Cannot keep the score in row {score_row} as it is not an unused row of the vocabulary")
            writer.add_uint32("ppm.score_token_id", score_row)
        _add_tensors(writer, checkpoint, config, kind, score_row, head)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)
    return out.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help="folder in Hugging Face format")
    parser.add_argument("out", type=Path, help="GGUF file to write")
    parser.add_argument("--type", choices=TYPES, default="q8_0", help="of the matrices (default %(default)s; a PPM wants f16)")
    parser.add_argument("--head", choices=TYPES, default="f32", help="of a PPM's output matrix (default %(default)s)")
    parser.add_argument("--score-row", type=int, help="reserved row of a PPM's score (default: the last)")
    parser.add_argument("--tokenizer", type=Path, help="tokenizer folder (default: the checkpoint)")
    parser.add_argument("--name", help="general.name of the file (default: the folder's name)")
    args = parser.parse_args()
    try:
        size = export_gguf(
            args.checkpoint, args.out, kind=args.type, score_row=args.score_row, head=args.head, tokenizer=args.tokenizer,
            name=args.name,
        )
    except ExportError as error:
        raise SystemExit(str(error)) from error
    print(json.dumps({"event": "export", "out": str(args.out), "type": args.type, "bytes": size}))


if __name__ == "__main__":
    main()
