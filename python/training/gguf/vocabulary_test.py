"""Which metadata a tokenizer becomes, and what is refused. Ids are compared in tests/convert_test.ts."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from typing import Any

try:
    import gguf

    from training.gguf.error import ExportError
    from training.gguf.sentencepiece import scores
    from training.gguf.vocabulary import (
        LLAMA3_REGEXP,
        NORMALIZER_KEY,
        QWEN2_REGEXP,
        Vocabulary,
        add_vocabulary,
        read_vocabulary,
    )
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

SPACE = "\u2581"


def added(content: str, number: int, **flags: bool) -> dict[str, Any]:
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {"id": number, "content": content, **plain, **flags}


def byte_level(regexp: str = QWEN2_REGEXP, **model: Any) -> dict[str, Any]:
    return {
        "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"], **model},
        "added_tokens": [added("</s>", 3)],
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": regexp}, "behavior": "Isolated", "invert": False},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False},
            ],
        },
    }


def sentencepiece(tokens: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    texts = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), SPACE, "a", f"{SPACE}a"]
    return {
        "model": {
            "type": "BPE",
            "vocab": {text: number for number, text in enumerate(texts)},
            "merges": [[SPACE, "a"]],
            "byte_fallback": True,
        },
        "added_tokens": tokens or [added(text, number) for number, text in enumerate(texts[:3])],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Prepend", "prepend": SPACE},
                {"type": "Replace", "pattern": {"String": " "}, "content": SPACE},
            ],
        },
        "pre_tokenizer": None,
    }


def vocabulary(model: dict[str, Any], **config: Any) -> Vocabulary:
    ids = {**model["model"]["vocab"], **{token["content"]: token["id"] for token in model["added_tokens"]}}
    return Vocabulary(model, {"eos_token": "</s>", **config}, ids)


def metadata(model: dict[str, Any], *, name: str = "tiny", keep_blanks: bool = False, **config: Any) -> dict[str, Any]:
    """The keys behind `tokenizer.ggml.` that are written, and others in full."""
    writer = gguf.GGUFWriter(None, "llama")
    add_vocabulary(writer, vocabulary(model, **config), {}, rows=270, name=name, keep_blanks=keep_blanks)
    return {key.removeprefix("tokenizer.ggml."): value.value for key, value in writer.kv_data[0].items()}


class VocabularyTest(unittest.TestCase):
    def refused(self, pattern: str, model: dict[str, Any], **options: Any) -> None:
        with self.assertRaisesRegex(ExportError, pattern):
            metadata(model, **options)

    def test_names_of_byte_level_tokenizers(self) -> None:
        self.assertEqual(metadata(byte_level())["pre"], "qwen2")
        self.assertEqual(metadata(byte_level(LLAMA3_REGEXP, ignore_merges=True))["pre"], "llama-bpe")
        self.refused("neither Qwen2's nor Llama 3's", byte_level(LLAMA3_REGEXP))
        self.refused("neither Qwen2's nor Llama 3's", byte_level(ignore_merges=True))
        self.refused("neither Qwen2's nor Llama 3's", {**byte_level(), "pre_tokenizer": None})

    def test_normal_form(self) -> None:
        self.assertNotIn(NORMALIZER_KEY, metadata(byte_level()))
        self.assertEqual(metadata({**byte_level(), "normalizer": {"type": "NFC"}})[NORMALIZER_KEY], "NFC")
        self.refused("normalises nothing", {**byte_level(), "normalizer": {"type": "NFKC"}})

    def test_types_of_tokens(self) -> None:
        model = byte_level()
        model["added_tokens"].append(added("<tool>", 4, special=False))
        types = metadata(model)["token_type"]
        kinds = gguf.TokenType
        self.assertEqual(types[:6], [kinds.NORMAL] * 3 + [kinds.CONTROL, kinds.USER_DEFINED, kinds.UNUSED])
        self.assertEqual(metadata(sentencepiece())["token_type"][2:5], [kinds.CONTROL, kinds.BYTE, kinds.BYTE])

    def test_start_of_a_text(self) -> None:
        single = [{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}]
        template = {"type": "TemplateProcessing", "single": single}
        for post in (template, {"type": "Sequence", "processors": [{"type": "ByteLevel"}, template]}):
            model = {**sentencepiece(), "post_processor": post}
            self.assertTrue(metadata(model, bos_token="<s>")["add_bos_token"])
            self.assertFalse(metadata(model, bos_token="<s>", add_bos_token=False)["add_bos_token"])
            self.refused("has no bos_token", model)
        self.assertFalse(metadata(sentencepiece())["add_bos_token"])
        self.refused("add_eos_token is true", sentencepiece(), add_eos_token=True)
        ends = {**template, "single": single[::-1]}
        self.refused("other tokens than one in front", {**sentencepiece(), "post_processor": ends})

    def test_blanks_are_swallowed_by_the_name(self) -> None:
        texts = ["<unk>", "<s>", "</s>", "<|endoftext|>", "<|user|>"]
        numbers = [0, 1, 2, 262, 263]
        phi3 = sentencepiece(
            [added(t, n, rstrip=t in ("</s>", "<|user|>")) for t, n in zip(texts, numbers, strict=True)]
        )
        self.assertEqual(metadata(phi3, name="my Phi-3")["model"], "llama")
        self.refused("after no added tokens in a model not named Phi-3: 2 of 5 tokens swallow", phi3)
        self.assertEqual(metadata(phi3, keep_blanks=True)["model"], "llama")
        phi3["added_tokens"].append(added("<code>", 264))  # a marker that keeps its newline
        self.refused("after all added tokens in a model named Phi-3", phi3, name="my Phi-3", keep_blanks=True)
        self.refused("after all added tokens in a model named Phi-3", byte_level(), name="phi3-like")
        self.refused("strips nothing in front", sentencepiece([added("</s>", 2, lstrip=True)]))

    def test_scores_are_the_ranks_of_merges(self) -> None:
        ids = {text: number for number, text in enumerate(["a", "b", "c", "ab", "bc", "abc"])}
        merges = [("b", "c"), ("a", "b"), ("a", "bc"), ("ab", "c")]
        self.assertEqual(scores(ids, merges), {"bc": 0, "ab": -1, "abc": -2})
        with self.assertRaisesRegex(ExportError, "1 differ, such as 'ab' and 'c'"):
            scores(ids, merges[:3])
        with self.assertRaisesRegex(ExportError, "into 'abc' do not follow each other"):
            scores(ids, [merges[2], merges[0], merges[1], merges[3]])

    def test_plain_text_cannot_merge_into_an_added_token(self) -> None:
        tokens = [added("<unk>", 0), added("<s>", 1), added("</s>", 2), added("aa", 262)]
        self.refused("1 differ, such as 'a' and 'a'", sentencepiece(tokens))

    def test_other_ways_to_the_merges_are_refused(self) -> None:
        self.refused("puts a space in front", {**sentencepiece(), "normalizer": None})
        metaspace = {"type": "Metaspace", "prepend_scheme": "first", "replacement": SPACE, "split": False}
        self.refused("puts a space in front", {**sentencepiece(), "pre_tokenizer": metaspace})
        self.refused("looks for tokens in the text as it is", sentencepiece([added("</s>", 2, normalized=True)]))
        short = sentencepiece()
        del short["model"]["vocab"]["<0x07>"]
        self.refused("no token for 1 bytes: the first is 7", short)

    def test_special_tokens(self) -> None:
        self.refused("its eos token is not in the vocabulary: it is '<end>'", byte_level(), eos_token="<end>")
        self.assertEqual(metadata(byte_level(), eos_token={"content": "</s>"})["eos_token_id"], 3)
        self.refused("no end of text", byte_level(), eos_token=None)

    def test_read_vocabulary_refuses_what_is_no_bpe(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            file = Path(name) / "tokenizer.json"
            with self.assertRaisesRegex(ExportError, "has no tokenizer.json"):
                read_vocabulary(Path(name))
            for content, pattern in (
                ('{"model": {"type": "Unigram"}}', "only BPE is known: its type is Unigram"),
                ('{"model": {"type": "BPE", "vocab": {"a": 0, "b": 0}}, "added_tokens": []}', "2 tokens have 1"),
                ("[]", "it is a list"),
                ("{", "Cannot read"),
            ):
                file.write_text(content, encoding="utf-8")
                with self.assertRaisesRegex(ExportError, pattern):
                    read_vocabulary(Path(name))


if __name__ == "__main__":
    unittest.main()
