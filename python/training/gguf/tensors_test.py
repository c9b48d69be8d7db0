"""Tensors from safetensors to GGUF: types, blocks, memory, and files that are cut off. No torch."""

from __future__ import annotations

import json
import tempfile
import tracemalloc
import unittest
from functools import partial
from pathlib import Path

try:
    import gguf
    import numpy as np

    from training.gguf.error import ExportError
    from training.gguf.tensors import (
        Tensor,
        checkpoint_blocks,
        checkpoint_tensors,
        one_row,
        write_tensors,
        written_type,
    )
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error


class TensorsTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def safetensors(self, dtype: str, shape: list[int], data: bytes | None, file: str = "model.safetensors") -> None:
        """One tensor `x`; without data a sparse file of zeros."""
        size = {"F32": 4, "F16": 2, "BF16": 2, "I64": 8}[dtype] * int(np.prod(shape))
        header = json.dumps({"x": {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}}).encode()
        with (self.folder / file).open("wb") as out:
            out.write(len(header).to_bytes(8, "little") + header + (data or b""))
            if data is None:
                out.truncate(8 + len(header) + size)

    def read(self) -> np.ndarray:
        return np.concatenate(list(checkpoint_blocks("x", checkpoint_tensors(self.folder)["x"])))

    def write(self, tensor: Tensor) -> gguf.ReaderTensor:
        writer = gguf.GGUFWriter(self.folder / "out.gguf", "qwen2")
        try:
            write_tensors(writer, [tensor], lambda _: None)
        finally:
            writer.close()
        return gguf.GGUFReader(self.folder / "out.gguf").tensors[0]

    def test_reads_each_type(self) -> None:
        numbers = np.array([[1.5, -2.0], [0.25, 96.0]], np.float32)
        for dtype, data in (
            ("F32", numbers.tobytes()),
            ("F16", numbers.astype(np.float16).tobytes()),
            ("BF16", (numbers.view(np.uint32) >> 16).astype(np.uint16).tobytes()),
        ):
            self.safetensors(dtype, [2, 2], data)
            np.testing.assert_array_equal(self.read(), numbers)

    def test_writes_each_type_in_blocks(self) -> None:
        numbers = np.random.default_rng(0).normal(size=(5, 64)).astype(np.float32)
        for kind, error in (("f32", 0), ("f16", 2e-3), ("bf16", 2e-2), ("q8_0", 2e-2)):
            kind_type = written_type(numbers.shape, kind)
            tensor = self.write(Tensor("y", numbers.shape, kind_type, lambda: iter([numbers[:2], numbers[2:]])))
            self.assertEqual(tensor.tensor_type, kind_type)
            self.assertLessEqual(np.abs(gguf.quants.dequantize(tensor.data, kind_type) - numbers).max(), error)

    def test_rows_in_another_order(self) -> None:
        self.safetensors("F32", [3, 1], np.arange(3, dtype=np.float32).tobytes())
        blocks = checkpoint_blocks("x", checkpoint_tensors(self.folder)["x"], np.array([2, 0, 1]))
        np.testing.assert_array_equal(np.concatenate(list(blocks)), [[2], [0], [1]])

    def test_q8_0_gives_way_to_f16_and_vectors_are_f32(self) -> None:
        self.assertEqual(written_type((4, 33), "q8_0"), gguf.GGMLQuantizationType.F16)
        self.assertEqual(written_type((64,), "q8_0"), gguf.GGMLQuantizationType.F32)

    def test_one_row(self) -> None:
        row = np.ones(1 << 21, np.float32)
        matrix = list(one_row(row, 3, 5))
        self.assertEqual([len(block) for block in matrix], [2, 2, 1])
        self.assertEqual([block.sum(axis=1).tolist() for block in matrix], [[0, 0], [0, row.sum()], [0]])

    def test_large_tensors_pass_through_little_memory(self) -> None:
        self.safetensors("BF16", [600_000, 64], None)
        source = checkpoint_tensors(self.folder)["x"]
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        blocks = partial(checkpoint_blocks, "x", source)
        self.write(Tensor("y", source.shape, written_type(source.shape, "q8_0"), blocks))
        self.assertLess(tracemalloc.get_traced_memory()[1], 80e6)  # as f32 it has 154 MB

    def test_numbers_too_large_for_f16_are_refused(self) -> None:
        numbers = np.full((1, 32), 7e4, np.float32)
        with self.assertRaisesRegex(ExportError, "y as f16 as it has numbers above 65504"):
            self.write(Tensor("y", numbers.shape, written_type(numbers.shape, "f16"), lambda: iter([numbers])))

    def test_what_is_no_checkpoint_is_refused(self) -> None:
        with self.assertRaisesRegex(ExportError, "no safetensors file"):
            checkpoint_tensors(self.folder)
        self.safetensors("I64", [1], bytes(8))
        with self.assertRaisesRegex(ExportError, "type is unknown: I64"):
            self.read()
        self.safetensors("F32", [2], np.array([1, np.inf], np.float32).tobytes())
        with self.assertRaisesRegex(ExportError, "not all of it is finite"):
            self.read()
        self.safetensors("F32", [2], bytes(4))
        with self.assertRaisesRegex(ExportError, "cut off"):
            self.read()
        (self.folder / "model.safetensors").write_bytes(b"<html>")
        with self.assertRaisesRegex(ExportError, "cannot be read"):
            self.read()

    def test_the_index_says_which_shards_there_are(self) -> None:
        index = self.folder / "model.safetensors.index.json"
        self.safetensors("F32", [1], np.float32(1).tobytes(), "stale.safetensors")
        self.safetensors("F32", [1], np.float32(2).tobytes(), "model-1.safetensors")
        with self.assertRaisesRegex(ExportError, "two of its files have the tensor x"):
            self.read()
        index.write_text(json.dumps({"weight_map": {"x": "model-1.safetensors"}}), encoding="utf-8")
        self.assertEqual(self.read().item(), 2)
        index.write_text(json.dumps({"weight_map": {"x": "model-2.safetensors"}}), encoding="utf-8")
        with self.assertRaisesRegex(ExportError, "model-2.safetensors cannot be read"):
            self.read()


if __name__ == "__main__":
    unittest.main()
