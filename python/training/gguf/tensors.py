"""Tensors from a checkpoint to a GGUF file, a block of rows at a time: 7B pass through tens of megabytes of memory.

Covered: safetensors of f32, f16 and bf16, in one file or shards with their index; f32, f16, bf16 and q8_0 to write.
Not covered, and refused: PyTorch's own files (`pytorch_model.bin`), numbers that are not finite or too large for f16.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import gguf
import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType
from gguf.utility import LocalTensor, SafetensorsLocal

from training.gguf.error import ExportError, read_json

TYPES = {
    "f32": (GGMLQuantizationType.F32, LlamaFileType.ALL_F32),
    "f16": (GGMLQuantizationType.F16, LlamaFileType.MOSTLY_F16),
    "bf16": (GGMLQuantizationType.BF16, LlamaFileType.MOSTLY_BF16),
    "q8_0": (GGMLQuantizationType.Q8_0, LlamaFileType.MOSTLY_Q8_0),
}
_Q8_0_BLOCK = 32
_BLOCK_NUMBERS = 1 << 22
_INDEX = "model.safetensors.index.json"


@dataclass(frozen=True)
class Tensor:
    """A tensor to write. `blocks` yields its rows in order, as f32 arrays [some rows, width]; a vector is one row."""

    name: str
    shape: tuple[int, ...]
    type: GGMLQuantizationType
    blocks: Callable[[], Iterator[np.ndarray]]

    @property
    def size_bytes(self) -> int:
        numbers, size = gguf.GGML_QUANT_SIZES[self.type]
        return math.prod(self.shape) // numbers * size


def written_type(shape: tuple[int, ...], kind: str) -> GGMLQuantizationType:
    """The type of a tensor in a file of `kind`. Vectors are f32; where the width does not fit q8_0's blocks, f16."""
    if len(shape) < 2:
        return GGMLQuantizationType.F32
    return GGMLQuantizationType.F16 if kind == "q8_0" and shape[-1] % _Q8_0_BLOCK else TYPES[kind][0]


def checkpoint_tensors(folder: Path) -> dict[str, LocalTensor]:
    """The tensors of a checkpoint by their names. Raises ExportError where a file is missing or corrupt."""
    index = folder / _INDEX
    if index.exists():
        files = sorted({folder / name for name in read_json(index)["weight_map"].values()})
    else:
        files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise ExportError(f"Cannot export {folder} as it has no safetensors file")
    tensors: dict[str, LocalTensor] = {}
    for file in files:
        try:
            found = SafetensorsLocal(file).tensors
        except (OSError, ValueError, KeyError, UnicodeDecodeError) as error:
            raise ExportError(f"Cannot export {folder} as {file.name} cannot be read: {error}") from error
        size = file.stat().st_size
        for name, tensor in found.items():
            if name in tensors:
                raise ExportError(f"Cannot export {folder} as two of its files have the tensor {name}")
            if tensor.data_range.offset + tensor.data_range.size > size:
                raise ExportError(f"Cannot export {folder} as {file.name} is cut off: it has {size} bytes")
            tensors[name] = tensor
    return tensors


def checkpoint_blocks(name: str, tensor: LocalTensor, order: np.ndarray | None = None) -> Iterator[np.ndarray]:
    """The rows of a checkpoint's tensor as f32, where given in this order. Raises ExportError for NaN or infinity."""
    if tensor.dtype not in ("F32", "F16", "BF16"):
        raise ExportError(f"Cannot export tensor {name} as its type is unknown: {tensor.dtype}")
    raw = tensor.mmap_bytes().view({"F32": np.float32, "F16": np.float16, "BF16": np.uint16}[tensor.dtype])
    rows = raw.reshape(-1, tensor.shape[-1])
    step = max(1, _BLOCK_NUMBERS // rows.shape[1])
    for start in range(0, len(rows), step):
        part = rows[start : start + step] if order is None else rows[order[start : start + step]]
        block = (part.astype(np.uint32) << 16).view(np.float32) if tensor.dtype == "BF16" else part.astype(np.float32)
        if not np.isfinite(block).all():
            raise ExportError(f"Cannot export tensor {name} as not all of it is finite")
        yield block


def one_row(row: np.ndarray, at: int, rows: int) -> Iterator[np.ndarray]:
    """A matrix of `rows` rows that is zero but for `row` at `at`."""
    step = max(1, _BLOCK_NUMBERS // len(row))
    for start in range(0, rows, step):
        block = np.zeros((min(step, rows - start), len(row)), np.float32)
        if start <= at < start + len(block):
            block[at - start] = row
        yield block


def write_tensors(writer: GGUFWriter, tensors: list[Tensor], on_tensor: Callable[[Tensor], None]) -> None:
    """Writes header, metadata and tensors to the writer's file. Raises ExportError."""
    for tensor in tensors:
        f32 = np.dtype(np.float32)
        writer.add_tensor_info(tensor.name, tensor.shape, f32, tensor.size_bytes, raw_dtype=tensor.type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    out = writer.fout[0]
    writer.write_padding(out, out.tell())
    for tensor in tensors:
        _write_tensor(out, tensor)
        writer.write_padding(out, tensor.size_bytes)
        on_tensor(tensor)


def _write_tensor(out: BinaryIO, tensor: Tensor) -> None:
    largest = float(np.finfo(np.float16).max)
    start = out.tell()
    for block in tensor.blocks():
        if tensor.type == GGMLQuantizationType.F16 and np.abs(block).max() > largest:
            raise ExportError(
                f"Cannot export tensor {tensor.name} as f16 as it has numbers above {largest:.0f}: try bf16"
            )
        gguf.quants.quantize(np.ascontiguousarray(block), tensor.type).tofile(out)
    assert out.tell() - start == tensor.size_bytes, f"{tensor.name}: {out.tell() - start} of {tensor.size_bytes} bytes"
