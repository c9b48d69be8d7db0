"""Trains the tokenizer of the embedded policy on demonstrations.

python -m training.tokenizer --data demonstrations.jsonl --out tokenizer/
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from training.data.examples import read_jsonl
from training.data.step_format import prompt
from training.data.tokenizer import ROWS, train_tokenizer


def _texts(files: Iterable[Path], limit: int) -> Iterator[str]:
    lines = (row for file in files for row in read_jsonl(file))
    for row in islice(lines, limit):
        yield prompt(row["question"])
        yield row["solution"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="demonstrations, JSON Lines")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the embedding (default %(default)s)")
    parser.add_argument("--limit", type=int, default=50_000, help="demonstrations read (default %(default)s)")
    args = parser.parse_args()
    tokenizer = train_tokenizer(_texts(args.data, args.limit), args.rows)
    tokenizer.model_max_length = 1024
    tokenizer.save_pretrained(str(args.out))
    print(json.dumps({"event": "tokenizer", "tokens": len(tokenizer), "rows": args.rows, "out": str(args.out)}))


if __name__ == "__main__":
    main()
