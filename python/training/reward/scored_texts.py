"""Token ids of the texts whose last token a reward model scores: prompt and solution so far, no end of text after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from transformers import PreTrainedTokenizerFast

from training.data.step_format import STEP_TOKENS, has_special_token, prompt

_CHUNK = 4096


def scored_ids(texts: Sequence[tuple[str, str]], tokenizer: PreTrainedTokenizerFast) -> Iterator[np.ndarray]:
    """The ids of each (question, solution so far), as the engine reads them.

    Raises ValueError if a question spells a special token or a solution does not begin with one: then prompt and solution
    would tokenise differently together than apart.
    """
    encode = tokenizer.backend_tokenizer.encode_batch_fast
    for start in range(0, len(texts), _CHUNK):
        chunk = texts[start : start + _CHUNK]
        for question, solution in chunk:
            if has_special_token(question):
                raise ValueError(f"Cannot train on a question that spells a special token: {question!r}")
            if not solution.startswith(STEP_TOKENS):
                raise ValueError(f"Cannot train on a solution that begins with no special token: {solution[:80]!r}")
        heads = encode([prompt(question) for question, _ in chunk], add_special_tokens=False)
        tails = encode([solution for _, solution in chunk], add_special_tokens=False)
        for head, tail in zip(heads, tails, strict=True):
            yield np.array(head.ids + tail.ids, np.int32)


def ragged(rows: Sequence[np.ndarray], kind: type = np.int32) -> pa.LargeListArray:
    """Rows of unlike lengths as one Arrow column."""
    flat = np.concatenate(rows).astype(kind) if rows else np.zeros(0, kind)
    return pa.LargeListArray.from_arrays(pa.array(_offsets(rows)), pa.array(flat))


def ragged_groups(groups: Sequence[Sequence[np.ndarray]]) -> pa.LargeListArray:
    """Groups of rows of unlike lengths as one Arrow column of lists of lists."""
    return pa.LargeListArray.from_arrays(pa.array(_offsets(groups)), ragged([row for group in groups for row in group]))


def _offsets(rows: Sequence[Sequence[object]]) -> np.ndarray:
    return np.cumsum([0, *map(len, rows)], dtype=np.int64)
