"""A GGUF file back to a checkpoint: exactly what was exported, and what is refused."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

try:
    import gguf
    import numpy as np
    from transformers import PreTrainedTokenizerFast

    from training import from_gguf as program
    from training.data.tokenizer import load_tokenizer
    from training.export_gguf import export_gguf
    from training.from_gguf import from_gguf
    from training.gguf.error import ExportError
    from training.parity import fuzz_texts, text_vectors
    from training.reward.preference_model import load_preference_model
    from training.testing.synthetic import save_policy, synthetic_pairs
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "rstar-tiny" / "policy.gguf"


def contents(file: Path) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """Metadata (but for the name) and tensors of a file."""
    reader = gguf.GGUFReader(file)
    keys = {key for key in reader.fields if not key.startswith("GGUF.")} - {"general.name"}
    return {key: reader.fields[key].contents() for key in keys}, {tensor.name: tensor.data for tensor in reader.tensors}


class FromGgufTest(unittest.TestCase):
    folder: Path
    checkpoint: Path
    back: Path
    file: Path
    tokenizer: PreTrainedTokenizerFast

    @classmethod
    def setUpClass(cls) -> None:
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        cls.checkpoint, cls.back, cls.file = (cls.folder / name for name in ("policy", "back", "policy.gguf"))
        cls.tokenizer = save_policy(cls.checkpoint, synthetic_pairs(20))

    def same_after_a_round_trip(self, file: Path, kind: str) -> None:
        again = self.folder / "again.gguf"
        from_gguf(file, self.back)
        export_gguf(self.back, again, kind=kind)
        (metadata, tensors), (own_metadata, own_tensors) = contents(file), contents(again)
        self.assertEqual({key: own_metadata.get(key) for key in metadata}, metadata)
        self.assertEqual(set(own_tensors), set(tensors))
        for name, tensor in tensors.items():
            np.testing.assert_array_equal(own_tensors[name], tensor, name)

    def test_exported_again_the_file_is_the_same(self) -> None:
        for kind in ("f32", "f16", "bf16", "q8_0"):
            with self.subTest(kind):
                export_gguf(self.checkpoint, self.file, kind=kind)
                self.same_after_a_round_trip(self.file, kind)

    @unittest.skipUnless(SHIPPED.exists(), f"{SHIPPED.name} is not there")
    def test_shipped_policy_survives_a_round_trip(self) -> None:
        self.same_after_a_round_trip(SHIPPED, "q8_0")

    def test_tokenizer_gives_the_same_ids(self) -> None:
        export_gguf(self.checkpoint, self.file, kind="f32")
        from_gguf(self.file, self.back)
        texts = fuzz_texts(300, seed=1)
        own = load_tokenizer(self.back)
        self.assertEqual(text_vectors(texts, own), text_vectors(texts, self.tokenizer))
        self.assertEqual((len(own), own.eos_token, own.pad_token), (len(self.tokenizer), "<|endoftext|>", "<pad>"))
        self.assertEqual(own.all_special_ids, self.tokenizer.all_special_ids)

    def test_preference_model_is_refused(self) -> None:
        load_preference_model(self.checkpoint, self.tokenizer, scale=1).save_pretrained(str(self.folder / "ppm"))
        export_gguf(self.folder / "ppm", self.file, kind="f16", tokenizer=self.checkpoint)
        with self.assertRaisesRegex(ExportError, "is a preference model"):
            from_gguf(self.file, self.back)

    def test_other_architecture_is_refused(self) -> None:
        writer = gguf.GGUFWriter(self.folder / "llama.gguf", "llama")
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.close()
        with self.assertRaisesRegex(ExportError, "only qwen2 is known for general.architecture: it is llama"):
            from_gguf(self.folder / "llama.gguf", self.back)

    def test_other_file_is_refused_in_one_sentence(self) -> None:
        for file in (self.checkpoint / "config.json", self.folder / "missing"):
            with self.assertRaisesRegex(SystemExit, "^Cannot read .* as it is no GGUF file: [^\n]+$"):
                program.main([str(file), str(self.back)])


if __name__ == "__main__":
    unittest.main()
