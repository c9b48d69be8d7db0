"""Writes the scores that Transformers computes with a preference model, for comparison with llama.cpp.

    python -m training.ppm_parity ppm/ scores.json --data pairs.jsonl

    [{"question", "solution", "score"}]

`score` is the head's output at the last token of prompt and solution, before tanh, in f32. The data may be pairs, Q-values
or demonstrations; a demonstration gives a prefix for each of its steps.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedTokenizerFast, Qwen2ForSequenceClassification

from training.data.examples import read_jsonl
from training.data.tokenizer import load_tokenizer
from training.reward.preference_model import last_scores
from training.reward.scored_texts import scored_ids

_END_OF_STEP = "<end_of_step>"


def prefixes(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Distinct (question, solution so far) of rows, in their order."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        for solution in _solutions(row):
            if (row["question"], solution) not in seen:
                seen.add((row["question"], solution))
                yield row["question"], solution


def _solutions(row: dict[str, Any]) -> Iterator[str]:
    if "solution" in row:
        *steps, rest = (row.get("prefix", "") + row["solution"]).split(_END_OF_STEP)
        so_far = ""
        for step in steps:
            so_far += step + _END_OF_STEP
            yield so_far
        if rest:
            yield so_far + rest
    elif "value" in row:
        yield row["prefix"]
    else:
        yield from (row["prefix"] + row["chosen"], row["prefix"] + row["rejected"])


@torch.no_grad()
def score_vectors(
    texts: list[tuple[str, str]], model: Qwen2ForSequenceClassification, tokenizer: PreTrainedTokenizerFast
) -> list[dict[str, Any]]:
    """The score of each (question, solution so far), one at a time."""
    return [
        {
            "question": question,
            "solution": solution,
            "score": float(last_scores(model, torch.tensor([ids.tolist()]), torch.tensor([len(ids)]))),
        }
        for (question, solution), ids in zip(texts, scored_ids(texts, tokenizer), strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="PPM folder with its tokenizer")
    parser.add_argument("out", type=Path, help="JSON file to write")
    parser.add_argument("--data", type=Path, required=True, help="pairs, Q-values or demonstrations, JSON Lines")
    parser.add_argument("--prefixes", type=int, default=200, help="how many are scored (default %(default)s)")
    args = parser.parse_args()
    tokenizer = load_tokenizer(args.model)
    model = Qwen2ForSequenceClassification.from_pretrained(
        str(args.model), dtype=torch.float32, attn_implementation="eager"
    ).eval()
    texts = list(islice(prefixes(read_jsonl(args.data)), args.prefixes))
    args.out.write_text(json.dumps(score_vectors(texts, model, tokenizer)), encoding="utf-8")
    print(json.dumps({"event": "parity", "prefixes": len(texts), "out": str(args.out)}))


if __name__ == "__main__":
    main()
