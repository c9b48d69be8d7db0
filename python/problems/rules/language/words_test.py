"""Words that stand for a place in a list."""

import unittest

from problems.rules.language.words import look_up


class WordsTest(unittest.TestCase):
    def test_code_finds_a_word_of_several_parts(self) -> None:
        self.assertEqual(eval(look_up("ten billions", ["tens", "ten billions"]) or ""), 1)

    def test_a_word_that_is_not_in_the_list_has_no_code(self) -> None:
        self.assertIsNone(look_up("billions", ["tens", "ten billions"]))


if __name__ == "__main__":
    unittest.main()
