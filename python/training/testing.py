"""Synthetic pairs and values, a small policy, and programs run in this process: what several tests of training need."""

from __future__ import annotations

import contextlib
import io
import json
import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from transformers import PreTrainedTokenizerFast

from training.policy_model import PolicySize, new_policy
from training.step_format import prompt
from training.tokenizer import train_tokenizer

SIZE = PolicySize(hidden=64, layers=2, heads=2, kv_heads=1, feed_forward=96, rows=512)


def write_jsonl(file: Path, rows: list[dict[str, Any]]) -> Path:
    """Writes rows as JSON Lines and returns the file."""
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


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
            rows.append({
                "question": question, "prefix": start, "chosen": chosen, "rejected": rejected, "weight": weight, "kind": kind,
            })
    return rows


def save_policy(folder: Path, rows: list[dict[str, Any]]) -> PreTrainedTokenizerFast:
    """A small random policy in `folder` with a tokenizer of the rows' texts, which is returned."""
    texts = (prompt(row["question"]) + row["prefix"] + row["chosen"] for row in rows)
    tokenizer = train_tokenizer(texts, SIZE.rows)
    new_policy(SIZE, tokenizer).save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))
    return tokenizer


class _Events(io.StringIO):
    def __init__(self, on_line: Callable[[str], None]) -> None:
        super().__init__()
        self._on_line = on_line

    def write(self, text: str) -> int:
        self._on_line(text)
        return super().write(text)


@contextlib.contextmanager
def _signals_kept() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_main(
    main: Callable[[list[str]], None], *args: object, on_line: Callable[[str], None] = lambda _: None
) -> tuple[list[dict[str, Any]], int]:
    """Runs a program in this process. Returns its JSON lines, each told to `on_line` as it is written, and its exit code."""
    output, code = _Events(on_line), 0
    with _signals_kept(), contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
        try:
            main([str(arg) for arg in args])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return [json.loads(line) for line in output.getvalue().splitlines()], code
