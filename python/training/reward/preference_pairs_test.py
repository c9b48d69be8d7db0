"""Pairs as batches of texts, and which problems are held out."""

from __future__ import annotations

import unittest

try:
    import numpy as np

    from training.data.step_format import prompt
    from training.data.token_batches import token_batches
    from training.data.tokenizer import train_tokenizer
    from training.reward.preference_pairs import CollateGroups, read_pairs
    from training.reward.run import held_out_questions
    from training.testing.synthetic import synthetic_pairs
except ImportError as error:
    raise unittest.SkipTest(f"the training environment is not installed (requirements.txt): {error}") from error

ROWS = synthetic_pairs(10)
TOKENIZER = train_tokenizer((prompt(row["question"]) + row["prefix"] + row["chosen"] for row in ROWS), 512)


def ids(row: dict[str, object], side: str) -> list[int]:
    text = prompt(str(row["question"])) + str(row["prefix"]) + str(row[side])
    return TOKENIZER(text, add_special_tokens=False)["input_ids"]


class PairsTest(unittest.TestCase):
    def test_text_of_several_pairs_is_there_once(self) -> None:
        groups = read_pairs(ROWS[:5], TOKENIZER)
        self.assertEqual([len(group.ids) for group in groups.groups], [4, 2])
        self.assertEqual([group.kind for group in groups.groups], ["step", "trajectory"])
        self.assertEqual(len(groups), 5)

    def test_batch_holds_each_pair_with_its_weight(self) -> None:
        dataset = read_pairs(ROWS, TOKENIZER).dataset()
        batch = CollateGroups(0)([dataset[2], dataset[1], dataset[0]])
        order = [*ROWS[5:9], ROWS[4], *ROWS[:4]]
        self.assertEqual(batch["weight"].tolist(), [row["weight"] for row in order])
        self.assertEqual(batch["kind"].tolist(), [0] * 4 + [1] + [0] * 4)
        for side in ("chosen", "rejected"):
            for row, index in zip(order, batch[side], strict=True):
                length = int(batch["lengths"][index])
                self.assertEqual(batch["input_ids"][index, :length].tolist(), ids(row, side))
                self.assertFalse(batch["input_ids"][index, length:].any())

    def test_no_end_of_text_follows_the_step(self) -> None:
        last = {int(text[-1]) for group in read_pairs(ROWS, TOKENIZER).groups for text in group.ids}
        self.assertEqual(last, set(TOKENIZER.convert_tokens_to_ids(["<end_of_step>", "<end_of_code>"])))

    def test_repeated_and_long_pairs_are_counted_and_left_out(self) -> None:
        groups = read_pairs([*ROWS, ROWS[3]], TOKENIZER)
        self.assertEqual((len(groups), groups.repeated), (50, 1))
        limit = max(len(ids(row, side)) for row in ROWS[:4] for side in ("chosen", "rejected"))
        groups = read_pairs(ROWS[:5], TOKENIZER, max_tokens=limit - 1)
        self.assertLess(len(groups), 4)
        self.assertEqual(len(groups) + groups.too_long, 5)
        self.assertTrue(all(len(text) < limit for group in groups.groups for text in group.ids))

    def test_rows_that_make_no_sense_are_refused(self) -> None:
        for change, pattern in (
            ({"weight": 0}, "weight is not positive: 0"),
            ({"kind": "leaf"}, "unknown kind: 'leaf'"),
            ({"question": "a <code>"}, "spells a special token"),
            ({"prefix": "x"}, "begins with no special token"),
        ):
            with self.assertRaisesRegex(ValueError, pattern):
                read_pairs([{**ROWS[0], **change}], TOKENIZER)

    def test_batches_are_bounded_by_all_texts_of_their_groups(self) -> None:
        lengths, counts = np.full(50, 10), np.tile([4, 1], 25)
        batches = token_batches(lengths, counts=counts, budget=100, seed=0)
        self.assertEqual(sorted(index for batch in batches for index in batch), list(range(50)))
        sizes = [int(10 * counts[batch].sum()) for batch in batches]
        self.assertLessEqual(max(sizes), 100)
        self.assertGreater(np.mean(sizes), 60)


class HeldOutTest(unittest.TestCase):
    questions = [f"question {number}" for number in range(100)]

    def test_share_is_of_distinct_questions(self) -> None:
        self.assertEqual(len(held_out_questions(self.questions * 3, 0.2)), 20)
        self.assertEqual(len(held_out_questions(self.questions, 0.001)), 1)
        self.assertEqual(held_out_questions(self.questions, 0), set())
        self.assertEqual(held_out_questions(["one"], 0.5), set())

    def test_question_keeps_its_side_when_others_come(self) -> None:
        before = held_out_questions(self.questions[:90], 0.2)
        after = held_out_questions(self.questions, 0.2)
        self.assertGreaterEqual(len(before & after), 15)
        self.assertNotEqual(after, held_out_questions(self.questions, 0.2, seed=1))

    def test_split_puts_no_problem_on_both_sides(self) -> None:
        groups = read_pairs(ROWS, TOKENIZER)
        train, held_out = groups.split(held_out_questions(groups.questions, 0.3))
        self.assertEqual((len(train), len(held_out)), (35, 15))
        self.assertFalse(set(train.questions) & set(held_out.questions))


if __name__ == "__main__":
    unittest.main()
