"""Whole demonstrations: steps, detours and borrowed definitions."""

import random
import unittest

from problems.rules.demonstrate import borrow, demonstrate, render, split_question, take_detour
from problems.rules.testing import answer_of, needs_sympy

QUESTION = "Let f(x) = 2*x**2 - 3*x + 1. Suppose 4*c + 6 = 26. What is the remainder when f(c) is divided by 7?"

SOLUTION = """<code>
# Let f(x) = 2*x**2 - 3*x + 1.
from sympy import *
x = symbols('x')
f = Lambda(x, 2*x**2 - 3*x + 1)
<end_of_step>

# Suppose 4*c + 6 = 26.
c = symbols('c')
c = solve(Eq(4*c + 6, 26), c)[0]
<end_of_step>

# What is the remainder when f(c) is divided by 7?
# Now print the final answer
print(f(c) % 7)
<end_of_code>
<output>1<end_of_output>
<answer>The answer is \\boxed{1}.<end_of_answer>"""


class DemonstrateTest(unittest.TestCase):
    def test_split_question_keeps_decimals_and_marks_inside_the_final_question(self) -> None:
        definitions, final = split_question("Let u = 0.5 + 1. Let v = -3. Which is bigger?  (a) u  (b) v")
        self.assertEqual(definitions, ["Let u = 0.5 + 1", "Let v = -3"])
        self.assertEqual(final, "Which is bigger?  (a) u  (b) v")
        self.assertEqual(split_question("Is 91 prime?"), ([], "Is 91 prime"))

    def test_render_writes_the_step_format(self) -> None:
        steps = demonstrate(QUESTION, "numbers__div_remainder_composed")
        assert steps is not None
        self.assertEqual(render(steps, "1", "1"), SOLUTION)

    def test_take_detour_goes_on_behind_the_definition_that_came_last(self) -> None:
        steps = demonstrate(QUESTION, "numbers__div_remainder_composed")
        assert steps is not None
        chance = random.Random(1)
        seen = set()
        for _ in range(60):
            prefix, rest = take_detour(steps, SOLUTION, chance)
            wandered = prefix.removeprefix("<code>\n").removesuffix("\n<end_of_step>").split("\n<end_of_step>\n\n")
            self.assertLessEqual(set(wandered), set(steps[:2]))
            last = steps.index(wandered[-1])
            self.assertEqual(rest, SOLUTION.split("<end_of_step>", last + 1)[-1])
            seen.add((len(wandered), last))
        self.assertEqual(len(seen), 8, "one to four steps, behind either definition")

    def test_borrow_ends_behind_a_step_or_behind_its_comment(self) -> None:
        borrowed = ["# Let a = 1.\nfrom sympy import *\na = S(1)", "# Let b = 2.\nb = S(2)"]
        own = SOLUTION.removeprefix("<code>\n").replace("from sympy import *\n", "", 1)
        start = "<code>\n# Let a = 1.\nfrom sympy import *\na = S(1)\n<end_of_step>\n\n# Let b = 2.\n"
        code = "b = S(2)\n<end_of_step>"
        chance = random.Random(1)
        seen = {borrow(borrowed, SOLUTION, chance) for _ in range(30)}
        self.assertEqual(seen, {(start + code, f"\n\n{own}"), (start, f"{code}\n\n{own}")})

    def test_demonstrate_imports_in_the_first_step_also_where_it_is_the_last(self) -> None:
        self.assertEqual(
            demonstrate("Is 91 prime?"),
            ["# Is 91 prime?\n# Now print the final answer\nfrom sympy import *\nprint(isprime(91))"],
        )

    def test_demonstrate_gives_none_for_what_no_rule_covers(self) -> None:
        self.assertIsNone(demonstrate("Why is the sky blue?"))
        self.assertIsNone(demonstrate("Let the sky be blue. Is 7 prime?"))
        self.assertIsNone(demonstrate(""))

    @needs_sympy
    def test_demonstrate_answers_questions_as_a_user_types_them(self) -> None:
        for question, answer in (
            (QUESTION, "1"),
            ("What is 17 * 23?", "391"),
            ("What is 17*23?", "391"),
            ("Calculate 17 * 23.", "391"),
            ("Solve 3*x + 5 = 20 for x.", "5"),
            ("Is 91 prime?", "False"),
            ("What is 2/3 + 1/6?", "5/6"),
            ("Let x = 3. What is x**2 + 1?", "10"),
        ):
            self.assertEqual(answer_of(question), answer, question)


if __name__ == "__main__":
    unittest.main()
