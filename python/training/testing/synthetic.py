"""Synthetic problems as demonstrations and preference pairs, and a small policy with a tokenizer of their texts."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from transformers import PreTrainedTokenizerFast

from training.data.step_format import prompt
from training.data.tokenizer import train_tokenizer
from training.policy.model import PolicySize, new_policy

SIZE = PolicySize(hidden=64, layers=2, heads=2, kv_heads=1, feed_forward=96, rows=512)


def write_jsonl(file: Path, rows: list[dict[str, Any]]) -> Path:
    """Writes rows as JSON Lines and returns the file."""
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def synthetic_rows(count: int, seed: int = 0) -> list[dict[str, Any]]:
    """Sums with their programs, in the official step format."""
    generator = random.Random(seed)
    rows = []
    for number in range(count):
        a, b = generator.randint(-999, 9999), generator.randint(1, 9999)
        name = generator.choice("abcdefgh")
        solution = (
            f"<code>\n# Step 1: define {name}\nfrom sympy import *\n{name} = {a} + {b}\n<end_of_step>\n\n"
            f"# Now print the final answer\nprint({name})\n<end_of_code>\n<output>{a + b}<end_of_output>\n"
            f"<answer>The answer is \\boxed{{{a + b}}}.<end_of_answer>"
        )
        rows.append({"id": str(number), "question": f"Let {name} = {a} + {b}. What is {name}?", "solution": solution})
    return rows


def synthetic_pairs(problems: int) -> list[dict[str, Any]]:
    """Sums: two right steps against two wrong ones, and a right solution against a wrong one."""
    generator = random.Random(0)
    rows = []
    for _ in range(problems):
        a, b = generator.randint(1, 999), generator.randint(1, 999)
        question, prefix = f"What is {a} + {b}?", f"<code>\na = {a}\nb = {b}\n<end_of_step>"
        right = [f"\n# {word}\nc = a + b\n<end_of_step>" for word in ("add", "sum")]
        wrong = [f"\n# {word}\nc = a - b\n<end_of_step>" for word in ("add", "subtract")]
        ends = [f"{prefix}{side[0]}\nprint(c)\n<end_of_code>" for side in (right, wrong)]
        pairs = [(prefix, chosen, rejected, 0.25, "step") for chosen in right for rejected in wrong]
        for start, chosen, rejected, weight, kind in [*pairs, ("", *ends, 1.0, "trajectory")]:
            rows.append(
                {
                    "question": question,
                    "prefix": start,
                    "chosen": chosen,
                    "rejected": rejected,
                    "weight": weight,
                    "kind": kind,
                }
            )
    return rows


def save_policy(folder: Path, rows: list[dict[str, Any]]) -> PreTrainedTokenizerFast:
    """A small random policy in `folder` with a tokenizer of the rows' texts, which is returned."""
    texts = (prompt(row["question"]) + row["prefix"] + row["chosen"] for row in rows)
    tokenizer = train_tokenizer(texts, SIZE.rows)
    new_policy(SIZE, tokenizer).save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))
    return tokenizer
