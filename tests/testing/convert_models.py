"""Makes tiny random checkpoints of each architecture and what Transformers computes for them, for convert_test.ts.

    PYTHONPATH=python python tests/testing/convert_models.py OUT [TOKENIZER_DATA]

OUT/NAME/ is a checkpoint, OUT/NAME-TYPE.gguf its export, OUT/NAME.json the vectors (parity.ts) and `bos`, or `prefixes`
and `scores`. With TOKENIZER_DATA (vocabulary-only GGUF files of real tokenizers) OUT/real-NAME.gguf has such a
tokenizer, by way of tokenizer.json.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import gguf
import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    Phi3Config,
    Phi3ForCausalLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen2ForSequenceClassification,
)

from training.data.step_format import prompt
from training.export_gguf import export_gguf
from training.gguf.vocabulary import LLAMA3_REGEXP, QWEN2_REGEXP
from training.parity import fuzz_texts, text_vectors

SPACE = "\u2581"
TEXTS = [f"What is {n} + {n * 7}? Let x = {n}. print(x ** 2)  # étape {n}\n" for n in range(300)]
STEP_TOKENS = ("<code>", "<end_of_step>", "<end_of_code>", "<|user|>", "\n<|assistant|>")
SIZE: dict[str, Any] = {
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 1024,
    "initializer_range": 0.15,
}


def byte_level_split(regexp: str) -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(regexp), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def byte_level(regexp: str, *, ignore_merges: bool = False, nfc: bool = False, start: str | None = None) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = byte_level_split(regexp)
    tokenizer.decoder = decoders.ByteLevel()
    texts = ["<|endoftext|>", *([start] if start else []), *STEP_TOKENS]
    tokenizer.train_from_iterator(
        TEXTS,
        trainers.BpeTrainer(
            vocab_size=420,
            special_tokens=[AddedToken(text, special=True) for text in texts],
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            show_progress=False,
        ),
    )
    content = json.loads(tokenizer.to_str())
    if ignore_merges:  # a word that no merges lead to
        content["model"]["ignore_merges"] = True
        content["model"]["vocab"]["\u0120xylophone"] = tokenizer.get_vocab_size()
    if nfc:
        content["normalizer"] = {"type": "NFC"}
    tokenizer = Tokenizer.from_str(json.dumps(content))
    tokenizer.add_tokens([AddedToken("<tool>", normalized=False)])
    if start:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=[start, "$A"],
            pair=[start, "$A", start, "$B"],
            special_tokens=[(start, tokenizer.token_to_id(start))],
        )
    return tokenizer


def all_merges(scores: dict[str, float], ids: dict[str, int]) -> list[list[str]]:
    """Every way to join two tokens into one, best score first: what SentencePiece merges."""
    ways = [
        (-scores[text], ids[text], ids[text[:cut]], [text[:cut], text[cut:]])
        for text in scores
        for cut in range(1, len(text))
        if text[:cut] in ids and text[cut:] in ids
    ]
    return [way[3] for way in sorted(ways)]


def sentencepiece(vocab: dict[str, int], scores: dict[str, float], added: list[AddedToken]) -> Tokenizer:
    tokenizer = Tokenizer(
        models.BPE(
            vocab=vocab,
            merges=[tuple(pair) for pair in all_merges(scores, vocab)],
            unk_token="<unk>",
            fuse_unk=True,
            byte_fallback=True,
        )
    )
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)])
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace(SPACE, " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    for token in added:
        (tokenizer.add_special_tokens if token.special else tokenizer.add_tokens)([token])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=["<s>", "$A"],
        pair=["<s>", "$A", "<s>", "$B"],
        special_tokens=[("<s>", vocab["<s>"])],
    )
    return tokenizer


def trained_sentencepiece(added: list[AddedToken]) -> Tokenizer:
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.Metaspace(SPACE)
    trained.train_from_iterator(TEXTS, trainers.BpeTrainer(vocab_size=200, show_progress=False))
    merged = ["".join(pair) for pair in json.loads(trained.to_str())["model"]["merges"]]
    merged = list(dict.fromkeys(merged))
    letters = sorted(set(trained.get_vocab()) - set(merged))
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *merged, *letters]
    return sentencepiece({t: n for n, t in enumerate(tokens)}, {t: -float(n) for n, t in enumerate(merged)}, added)


def special(*texts: str, rstrip: bool = False) -> list[AddedToken]:
    return [AddedToken(text, special=True, normalized=False, rstrip=rstrip) for text in texts]


@torch.no_grad()
def prompts(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, tokens: int = 24) -> list[dict[str, Any]]:
    vectors = []
    for text in ("What is 3 + 4?", "Let x = 12.\nprint(x)", TEXTS[7] * 3):
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        greedy: list[int] = []
        while len(greedy) < tokens:
            logits = model(input_ids=torch.tensor([ids + greedy])).logits[0, -1]
            greedy.append(int(logits.argmax()))
            if len(greedy) == 1:
                first = logits.tolist()
        vectors.append({"ids": ids, "logits": first, "greedy": greedy})
    return vectors


def save(out: Path, name: str, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, shards: str = "1GB") -> Path:
    folder = out / name
    model.save_pretrained(str(folder), max_shard_size=shards)
    tokenizer.save_pretrained(str(folder))
    return folder


def policy(out: Path, name: str, make: Any, config: Any, tokenizer: Tokenizer, *, title: str, **names: str) -> None:
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, clean_up_tokenization_spaces=False, **names)
    config.bos_token_id, config.eos_token_id, config.pad_token_id = wrapped.bos_token_id, wrapped.eos_token_id, None
    torch.manual_seed(1)
    model = make(config).float().eval()
    folder = save(out, name, model, wrapped, shards="100KB")
    for kind in ("f32", "bf16", "q8_0"):
        export_gguf(folder, out / f"{name}-{kind}.gguf", kind=kind, name=title)
    texts = [*fuzz_texts(300, seed=5), *TEXTS[:20], " xylophone xylophone1 12345 1234567", "12 é  <tool> <tool>x"]
    texts += ["e\u0301 o\u0308 \u1100\u1161", "", " ", "\n \n"]
    if title.startswith("Phi-3"):  # llama.cpp swallows ASCII's blanks only
        texts = [text for text in texts if not re.search(r"\|>\s*[^\S\x00-\x7f]", text)]
    start = wrapped("x")["input_ids"][0]
    vectors = {
        "texts": text_vectors(texts, wrapped),
        "prompts": prompts(model, wrapped),
        "bos": start if start == wrapped.bos_token_id else None,
    }
    (out / f"{name}.json").write_text(json.dumps(vectors), encoding="utf-8")


def policies(out: Path) -> None:
    qwen = byte_level(QWEN2_REGEXP, nfc=True)
    rope: dict[str, Any] = {"rope_type": "default", "rope_theta": 300.0}
    config = Qwen2Config(vocab_size=qwen.get_vocab_size() + 3, rope_parameters=rope, **SIZE)
    policy(out, "qwen2", Qwen2ForCausalLM, config, qwen, title="qwen2 tiny", eos_token="<|endoftext|>")

    llama3 = byte_level(LLAMA3_REGEXP, ignore_merges=True, start="<|begin_of_text|>")
    rope = {
        "rope_type": "llama3",
        "rope_theta": 500.0,
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 64,
    }
    config = LlamaConfig(vocab_size=llama3.get_vocab_size(), rope_parameters=rope, tie_word_embeddings=True, **SIZE)
    policy(
        out,
        "llama3",
        LlamaForCausalLM,
        config,
        llama3,
        title="llama3 tiny",
        bos_token="<|begin_of_text|>",
        eos_token="<|endoftext|>",
    )

    llama2 = trained_sentencepiece(special("<unk>", "<s>", "</s>", *STEP_TOKENS))
    config = LlamaConfig(vocab_size=llama2.get_vocab_size(), **{**SIZE, "num_key_value_heads": 4})
    policy(
        out,
        "llama2",
        LlamaForCausalLM,
        config,
        llama2,
        title="llama2 tiny",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
    )

    phi3 = trained_sentencepiece(
        [
            *special("<unk>", "<s>"),
            AddedToken("</s>", special=False, normalized=False, rstrip=True),
            *special("<|endoftext|>"),
            *special("<|user|>", "<|assistant|>", "<|end|>", rstrip=True),
        ]
    )
    config = Phi3Config(vocab_size=phi3.get_vocab_size() + 5, sliding_window=512, pad_token_id=0, **SIZE)
    policy(
        out,
        "phi3",
        Phi3ForCausalLM,
        config,
        phi3,
        title="Phi-3 tiny",
        bos_token="<s>",
        eos_token="<|endoftext|>",
        unk_token="<unk>",
    )


@torch.no_grad()
def preference_models(out: Path) -> None:
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=byte_level(QWEN2_REGEXP), eos_token="<|endoftext|>")
    prefixes = [{"question": text.strip(), "solution": f"\n<code>\n{text}<end_of_step>"} for text in TEXTS[:12]]
    # No row is left for the score. Weights are spread as trained ones are: f16 rounds larger products more.
    size = {**SIZE, "initializer_range": 0.05}
    config = Qwen2Config(vocab_size=len(tokenizer), eos_token_id=0, pad_token_id=0, **size)
    torch.manual_seed(2)
    language = Qwen2ForCausalLM(config).float().eval()
    folder = save(out, "official", language, tokenizer)
    head = torch.nn.Linear(config.hidden_size, 1)
    torch.nn.init.normal_(head.weight, std=0.5)
    head.bias.fill_(1.5)
    torch.save({f"v_head.summary.{key}": value for key, value in head.state_dict().items()}, folder / "value_head.bin")
    config.num_labels = 1
    config.vocab_size += 7
    labelled = Qwen2ForSequenceClassification(config).float().eval()
    labelled.score.weight.normal_(std=0.1)
    save(out, "labelled", labelled, tokenizer)
    texts = [prompt(prefix["question"]) + prefix["solution"] for prefix in prefixes]
    ids = [torch.tensor([tokenizer(text, add_special_tokens=False)["input_ids"]]) for text in texts]
    scores = {
        "official": [torch.tanh(head(language.model(one).last_hidden_state[0, -1]) / 5).item() for one in ids],
        "labelled": [torch.tanh(labelled.score(labelled.model(one).last_hidden_state[0, -1])).item() for one in ids],
    }
    for name, values in scores.items():
        for kind in ("f32", "f16"):
            export_gguf(out / name, out / f"{name}-{kind}.gguf", kind=kind)
        (out / f"{name}.json").write_text(json.dumps({"prefixes": prefixes, "scores": values}), encoding="utf-8")


def real_tokenizers(out: Path, data: Path) -> None:
    """Makes tokenizer.json of vocabulary-only GGUF files, and exports a tiny model with each."""
    for name in ("qwen2", "phi-3"):
        fields = gguf.GGUFReader(data / f"ggml-vocab-{name}.gguf").fields
        tokens, types = fields["tokenizer.ggml.tokens"].contents(), fields["tokenizer.ggml.token_type"].contents()
        kinds = gguf.TokenType.NORMAL, gguf.TokenType.BYTE
        added = special(*(text for text, kind in zip(tokens, types, strict=True) if kind == gguf.TokenType.CONTROL))
        vocab = {text: number for number, (text, kind) in enumerate(zip(tokens, types, strict=True)) if kind in kinds}
        if name == "qwen2":
            tokenizer = Tokenizer(
                models.BPE(
                    vocab=vocab,
                    merges=[tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()],
                )
            )
            tokenizer.normalizer = normalizers.NFC()
            tokenizer.pre_tokenizer = byte_level_split(QWEN2_REGEXP)
            tokenizer.add_special_tokens(added)
        else:
            vocab |= {text: tokens.index(text) for text in ("<unk>", "<s>", "</s>")}
            values = dict(zip(tokens, fields["tokenizer.ggml.scores"].contents(), strict=True))
            normal = {text for text, kind in zip(tokens, types, strict=True) if kind == gguf.TokenType.NORMAL}
            tokenizer = sentencepiece(vocab, {text: values[text] for text in normal}, [*added, *special("</s>")])
        wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>", bos_token=None)
        config = LlamaConfig(vocab_size=len(tokens), **{**SIZE, "num_hidden_layers": 1})
        folder = save(out, f"real-{name}", LlamaForCausalLM(config), wrapped)
        content = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        if name == "phi-3":
            content["post_processor"] = None
            (folder / "tokenizer.json").write_text(json.dumps(content), encoding="utf-8")
        export_gguf(folder, out / f"real-{name}.gguf", kind="q8_0", name="real tokenizer")


def main() -> None:
    torch.set_num_threads(1)
    out = Path(sys.argv[1])
    policies(out)
    preference_models(out)
    if len(sys.argv) > 2:
        real_tokenizers(out, Path(sys.argv[2]))


if __name__ == "__main__":
    main()
