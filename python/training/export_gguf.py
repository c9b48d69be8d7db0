"""Exports a checkpoint folder (Hugging Face format) to one GGUF file for llama.cpp.

    python -m training.export_gguf policy/ policy.gguf --type q8_0
    python -m training.export_gguf ppm/ ppm.gguf --type f16

A process preference model becomes a causal GGUF whose output matrix is zero but for one row that no token has, which
holds the score head: the logit of that row after a step is the step's score before tanh. So any build of llama.cpp runs
it, with many scored steps in a decode. Metadata: `ppm.score_token_id` is the row; `ppm.score_bias` (else 0) is added to
its logit, and `ppm.scale` (else 1) divides the sum.

Covered: the architectures of gguf/architecture.py, the tokenizers of gguf/vocabulary.py, the score heads of
gguf/score_head.py; f32, f16, bf16 and q8_0. Not covered, and refused with one sentence: what llama.cpp would compute
differently.

Prints JSON lines: {"event": "tensors", "done", "total"} each tenth of the bytes, then {"event": "export", "out",
"type", "bytes"}. A refusal is the only line on stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import gguf
from gguf import GGUFWriter

from training.gguf.architecture import add_sizes, architecture_of
from training.gguf.error import ExportError, read_json
from training.gguf.layout import layout
from training.gguf.score_head import score_head
from training.gguf.score_head import score_row as find_score_row
from training.gguf.tensors import TYPES, Tensor, checkpoint_tensors, one_row, write_tensors, written_type
from training.gguf.vocabulary import add_vocabulary, read_vocabulary


def export_gguf(
    checkpoint: str | Path,
    out: str | Path,
    *,
    kind: str = "q8_0",
    score_row: int | None = None,
    head: str = "f32",
    tokenizer: str | Path | None = None,
    name: str | None = None,
    keep_blanks: bool = False,
    on_tensor: Callable[[Tensor, list[Tensor]], None] = lambda _tensor, _tensors: None,
) -> int:
    """Exports a checkpoint folder and returns the file's bytes. The file appears whole or not at all.

    `score_row` (preference models only) is the row of the score head, by default the last one or, where that is a
    token, one more; `head` the type of that output matrix; `tokenizer` a folder other than the checkpoint's;
    `keep_blanks` allows tokens that swallow the blanks after them, which llama.cpp will not do; `on_tensor` is called
    with each tensor that was written, and all of them. Raises ExportError.
    """
    checkpoint, out = Path(checkpoint), Path(out)
    config = read_json(checkpoint / "config.json")
    architecture = architecture_of(config)
    source = checkpoint_tensors(checkpoint)
    score = score_head(checkpoint, config, source)
    vocabulary = read_vocabulary(Path(tokenizer or checkpoint))
    rows = config["vocab_size"]
    if score is not None:
        at = find_score_row(score_row, config, set(vocabulary.ids.values()))
        rows = max(rows, at + 1)
    elif score_row is not None:
        raise ExportError("Cannot export checkpoint as only a preference model has a score row: it is a policy")
    tensors = layout(source, architecture, config, kind=kind, rows=rows, scored=score is not None)
    if score is not None:
        shape = (rows, config["hidden_size"])
        row = partial(one_row, score.weight, at, rows)
        tensors.append(Tensor("output.weight", shape, written_type(shape, head), row))
    if not out.parent.is_dir():
        raise ExportError(f"Cannot write {out} as its folder does not exist")
    name = name or checkpoint.resolve().name
    part = out.with_name(out.name + ".part")
    writer = GGUFWriter(part, architecture.name)
    try:
        writer.add_name(name)
        writer.add_type("model")
        writer.add_file_type(TYPES[kind][1])
        writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
        add_sizes(writer, config, rows)
        add_vocabulary(writer, vocabulary, config, rows=rows, name=name, keep_blanks=keep_blanks)
        if score is not None:
            score.add_metadata(writer, at)
        write_tensors(writer, tensors, lambda tensor: on_tensor(tensor, tensors))
        writer.close()
        os.replace(part, out)
    except OSError as error:
        raise ExportError(f"Cannot write {out}: {error.strerror or error}") from error
    finally:
        writer.close()
        part.unlink(missing_ok=True)
    return out.stat().st_size


def _emit(event: str, **fields: Any) -> None:
    print(json.dumps({"event": event, **fields}), flush=True)


def _each_tenth() -> Callable[[Tensor, list[Tensor]], None]:
    """Reports each tenth of the bytes."""
    done, bytes_done, reported = 0, 0, 0

    def on_tensor(tensor: Tensor, tensors: list[Tensor]) -> None:
        nonlocal done, bytes_done, reported
        done, bytes_done = done + 1, bytes_done + tensor.size_bytes
        tenth = 10 * bytes_done // sum(one.size_bytes for one in tensors)
        if tenth > reported:
            reported = tenth
            _emit("tensors", done=done, total=len(tensors))

    return on_tensor


def _end(number: int, _frame: object) -> NoReturn:
    """Ends the program so that what was begun is removed; a second signal does not disturb that."""
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help="folder in Hugging Face format")
    parser.add_argument("out", type=Path, help="GGUF file to write")
    parser.add_argument("--type", choices=TYPES, default="q8_0", help="of the matrices (default %(default)s; PPM: f16)")
    parser.add_argument("--head", choices=TYPES, default="f32", help="of a PPM's output matrix (default %(default)s)")
    parser.add_argument("--score-row", type=int, help="row of a PPM's score (default: the last, or one more)")
    parser.add_argument("--tokenizer", type=Path, help="tokenizer folder (default: the checkpoint)")
    parser.add_argument("--name", help="general.name of the file (default: the folder's name)")
    parser.add_argument("--keep-blanks", action="store_true", help="let tokens that swallow blanks leave them")
    args = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    try:
        size = export_gguf(
            args.checkpoint,
            args.out,
            kind=args.type,
            score_row=args.score_row,
            head=args.head,
            tokenizer=args.tokenizer,
            name=args.name,
            keep_blanks=args.keep_blanks,
            on_tensor=_each_tenth(),
        )
    except ExportError as error:
        raise SystemExit(str(error)) from error
    _emit("export", out=str(args.out), type=args.type, bytes=size)


if __name__ == "__main__":
    main()
