"""Writes what Transformers computes (token ids, logits, greedy continuations) for comparison with llama.cpp.

    python -m training.parity policy/ parity.json --data demonstrations.jsonl

    {"texts": [{"text", "ids", "plainIds"}], "prompts": [{"text", "ids", "logits", "greedy"}]}

`ids` is the text with special tokens parsed, `plainIds` with none (how an untrusted question is read); `logits` are those
after the last token of the prompt; `greedy` the continuation in f32, its final `<end_of_code>` included.
"""

from __future__ import annotations

import argparse
import json
import random
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedTokenizerFast, Qwen2ForCausalLM

from training.data.examples import read_jsonl
from training.data.step_format import SPECIAL_TOKENS, prompt
from training.data.tokenizer import load_tokenizer

_HAND_WRITTEN = (
    "", "\n", " ", "  ", "\t", "a", "I've I'VE don\u017f 'S 'tis", "3.14 1,234 ½ ² ٣ Ⅷ", "α+β ≤ ≥ ∑ √2 π",
    "你好世界 12 メートル", "e\u0301 é \u212b Å", "a\r\nb\r\n\r\nc", "   \n   x", "x   \n", "\u00a0x\u2003y\u3000z\u200b",
    "🚀🦙 👩‍👩‍👧 9️⃣", "<code", "<code>>", "<|user|", "\n\n<|assistant|>\n<|assistant|>", " \n<|assistant|>",
    " <code> \n <end_of_step> ", "<end_of_code><end_of_step>", "<PAD>", "<pad><|endoftext|>", "[UNUSED900]",
    "    if x:\n        y = 1\n\n\treturn", "\\frac{1}{2} $x^2$", "\ufeffx", "x\u2028y\x0b\x0c\x1c\x85z", "\x00a\x01b",
    "'d'D'll'LL'lL", "नमस्ते कि", "עברית ֑", "1_000 0x1F 1e-9", "\U00020000\ud7a3\u1100\u1161",
)  # fmt: skip
_ALPHABET = [
    *" \n\r\t'" * 3, *"abzABZ019.,:;()[]{}+-*/=<>|_#\"\\", "'s", "'LL", "é", "e\u0301", "ß", "\u017f", "π", "中", "🙂",
    "\u00a0", "\u2003", "\u200d", "½", "٣", "\u0300", *SPECIAL_TOKENS,
]  # fmt: skip


def fuzz_texts(count: int, seed: int) -> list[str]:
    """Random mixtures of special tokens, white space, letters and signs."""
    generator = random.Random(seed)
    return ["".join(generator.choices(_ALPHABET, k=generator.randint(1, 60))) for _ in range(count)]


def text_vectors(texts: list[str], tokenizer: PreTrainedTokenizerFast) -> list[dict[str, Any]]:
    """Token ids of each text, with and without parsing special tokens."""
    return [
        {
            "text": text,
            "ids": tokenizer(text, add_special_tokens=False)["input_ids"],
            "plainIds": tokenizer(text, add_special_tokens=False, split_special_tokens=True)["input_ids"],
        }
        for text in texts
    ]


@torch.no_grad()
def prompt_vectors(
    prompts: list[str], model: Qwen2ForCausalLM, tokenizer: PreTrainedTokenizerFast, max_tokens: int
) -> list[dict[str, Any]]:
    """Logits after each prompt, and the greedy continuation up to `<end_of_code>` or `max_tokens`."""
    stop = set(tokenizer.convert_tokens_to_ids(["<end_of_code>"])) | {tokenizer.eos_token_id}
    vectors = []
    for text in prompts:
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        output = model(input_ids=torch.tensor([ids]), use_cache=True)
        logits = output.logits[0, -1].tolist()
        greedy: list[int] = []
        while len(greedy) < max_tokens:
            greedy.append(int(output.logits[0, -1].argmax()))
            if greedy[-1] in stop:
                break
            output = model(
                input_ids=torch.tensor([greedy[-1:]]), past_key_values=output.past_key_values, use_cache=True
            )
        vectors.append({"text": text, "ids": ids, "logits": logits, "greedy": greedy})
    return vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="policy folder with its tokenizer")
    parser.add_argument("out", type=Path, help="JSON file to write")
    parser.add_argument("--data", type=Path, required=True, help="demonstrations, JSON Lines")
    parser.add_argument(
        "--texts", type=int, default=400, help="demonstrations and fuzz texts, half each (default %(default)s)"
    )
    parser.add_argument("--prompts", type=int, default=8)
    parser.add_argument("--max-tokens", type=int, default=200, help="of a greedy continuation (default %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    tokenizer = load_tokenizer(args.model)
    model = Qwen2ForCausalLM.from_pretrained(str(args.model), dtype=torch.float32, attn_implementation="eager").eval()
    rows = list(islice(read_jsonl(args.data), max(args.texts // 2, args.prompts)))
    texts = [*_HAND_WRITTEN, *fuzz_texts(args.texts // 2, args.seed)]
    texts += [prompt(row["question"]) + row["solution"] for row in rows[: args.texts // 2]]
    vectors = {
        "texts": text_vectors(texts, tokenizer),
        "prompts": prompt_vectors(
            [prompt(row["question"]) for row in rows[: args.prompts]], model, tokenizer, args.max_tokens
        ),
    }
    args.out.write_text(json.dumps(vectors, ensure_ascii=True), encoding="utf-8")
    print(json.dumps({"event": "parity", "texts": len(texts), "prompts": args.prompts, "out": str(args.out)}))


if __name__ == "__main__":
    main()
