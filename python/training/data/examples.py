"""Demonstrations (JSON Lines) as token ids with the mask of what is learnt.

Loss falls on the tokens the policy itself writes: the solution and the end of text, but not the prompt and not the
`<output>` block, which the Python tool writes and no model can foretell. (The official code trains on that block too:
`train_on_output=True`.)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from datasets import Dataset
from transformers import PreTrainedTokenizerFast

from training.data.step_format import END_OF_TEXT, STEP_TOKENS, has_special_token, prompt

IGNORED = -100
_CHUNK = 4096


def read_jsonl(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file. Raises ValueError naming file and line of text that is not JSON."""
    with open(file, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"Cannot read {file} as line {number} is not JSON: {error}") from error


@dataclass(frozen=True)
class TokenizedExamples:
    """Examples in three flat arrays; example i is `ids[offsets[i]:offsets[i + 1]]`, learnt where `learnt` is True."""

    ids: np.ndarray
    learnt: np.ndarray
    offsets: np.ndarray
    repeated: int = 0
    """Examples left out because they came before (same question, same solution)."""
    too_long: int = 0
    """Examples left out because they are longer than the limit."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each example."""
        return np.diff(self.offsets)

    def dataset(self) -> Dataset:
        """As a Dataset with columns "input_ids", "labels" and "length", in Arrow's memory."""
        offsets = pa.array(self.offsets)
        labels = np.where(self.learnt, self.ids.astype(np.int32), IGNORED).astype(np.int32)
        columns = {
            "input_ids": pa.LargeListArray.from_arrays(offsets, pa.array(self.ids.astype(np.int32))),
            "labels": pa.LargeListArray.from_arrays(offsets, pa.array(labels)),
            "length": pa.array(self.lengths),
        }
        return Dataset(pa.table(columns))

    def split(self, last: int) -> tuple[TokenizedExamples, TokenizedExamples]:
        """All but the last examples, and the last ones."""
        at = len(self) - last
        cut = int(self.offsets[at])
        return (
            TokenizedExamples(self.ids[:cut], self.learnt[:cut], self.offsets[: at + 1], self.repeated, self.too_long),
            TokenizedExamples(self.ids[cut:], self.learnt[cut:], self.offsets[at:] - cut),
        )


def _learnt(solution: list[int], output: int, end_of_output: int, train_on_output: bool) -> np.ndarray:
    """What the policy writes. The search writes `\\n<output>…<end_of_output>\\n`, so those newlines are not learnt either."""
    ids = np.array(solution)
    mask = np.ones(len(ids), bool)
    if train_on_output:
        return mask
    for begin in np.flatnonzero(ids == output):
        end = begin + int(np.argmax(ids[begin:] == end_of_output))
        mask[max(0, begin - 1) : end + 2] = False
    return mask


def tokenize_examples(
    rows: Iterable[dict[str, Any]],
    tokenizer: PreTrainedTokenizerFast,
    *,
    max_tokens: int = 1024,
    keep_repeats: bool = False,
    train_on_output: bool = False,
) -> TokenizedExamples:
    """Tokenises rows with "question", "solution" and perhaps "prefix": a solution so far, which is read and not learnt.

    Raises ValueError if a question spells a special token, or where prompt, prefix and solution meet neither at one nor,
    prefix and solution, at the end of a line: they would tokenise differently together than apart.
    """
    output, end_of_output = tokenizer.convert_tokens_to_ids(["<output>", "<end_of_output>"])
    backend, end = tokenizer.backend_tokenizer, [tokenizer.convert_tokens_to_ids(END_OF_TEXT)]
    seen: set[int] = set()
    repeated = too_long = 0
    ids: list[np.ndarray] = []
    learnt: list[np.ndarray] = []
    kind = np.uint16 if len(tokenizer) < 65536 else np.uint32

    def encode(chunk: list[tuple[str, str]]) -> None:
        nonlocal too_long
        prompts = backend.encode_batch_fast([before for before, _ in chunk], add_special_tokens=False)
        solutions = backend.encode_batch_fast([solution for _, solution in chunk], add_special_tokens=False)
        for before, after in zip(prompts, solutions, strict=True):
            head, tail = before.ids, after.ids + end
            if len(head) + len(tail) > max_tokens:
                too_long += 1
                continue
            ids.append(np.array(head + tail, kind))
            mask = _learnt(tail, output, end_of_output, train_on_output)
            learnt.append(np.concatenate([np.zeros(len(head), bool), mask]))

    chunk: list[tuple[str, str]] = []
    for row in rows:
        question, prefix, solution = row["question"], row.get("prefix", ""), row["solution"]
        if has_special_token(question):
            raise ValueError(f"Cannot train on a question that spells a special token: {question!r}")
        if not (prefix or solution).startswith(STEP_TOKENS):
            raise ValueError(f"Cannot train on a solution that begins with no special token: {solution[:80]!r}")
        if prefix and not prefix.endswith((*STEP_TOKENS, "\n")):
            raise ValueError(f"Cannot train on a prefix that ends within a line: {prefix[-80:]!r}")
        if not keep_repeats:
            key = hash((question, prefix, solution))
            if key in seen:
                repeated += 1
                continue
            seen.add(key)
        chunk.append((prompt(question) + prefix, solution))
        if len(chunk) == _CHUNK:
            encode(chunk)
            chunk = []
    if chunk:
        encode(chunk)
    offsets = np.cumsum([0, *(len(x) for x in ids)], dtype=np.int64)
    if not ids:
        return TokenizedExamples(np.zeros(0, kind), np.zeros(0, bool), offsets, repeated, too_long)
    return TokenizedExamples(np.concatenate(ids), np.concatenate(learnt), offsets, repeated, too_long)
