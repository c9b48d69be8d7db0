"""Both languages render the cases of `core/format/chat_cases.json` alike."""

import json
import unittest
from pathlib import Path

from training.data.chat_format import chat_text

_CASES = Path(__file__).parents[3] / "core" / "format" / "chat_cases.json"


class ChatFormatTest(unittest.TestCase):
    def test_a_solution_is_rendered_as_the_search_renders_it(self) -> None:
        cases = json.loads(_CASES.read_text(encoding="utf-8"))
        self.assertGreater(len(cases), 3)
        for case in cases:
            self.assertEqual(chat_text(case["solution"]), case["text"])


if __name__ == "__main__":
    unittest.main()
