"""math-verify by itself on answer-equivalence cases: what this project's grader is compared with.

    python math_verify_alone.py < cases.jsonl

Reads `{"gold", "pred"}` a line and writes `{"<way>": bool}` a line, for each way to hand it an answer: bare, in `$…$`, boxed.
"""

import json
import sys

from math_verify import parse, verify

WAYS = {"as it is": "{}", "dollars": "${}$", "boxed": "\\boxed{{{}}}"}


def verdict(gold: str, pred: str, way: str) -> bool:
    """What math-verify's defaults say; what it cannot parse is not equal."""
    try:
        return bool(verify(parse(way.format(gold)), parse(way.format(pred))))
    except Exception:
        return False


for line in sys.stdin:
    case = json.loads(line)
    print(json.dumps({name: verdict(case["gold"], case["pred"], way) for name, way in WAYS.items()}), flush=True)
