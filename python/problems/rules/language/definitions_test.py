"""Definitions as steps: values, functions, equations."""

import unittest

from problems.rules.language.definitions import define
from problems.rules.language.expression import Names
from problems.rules.testing import answer_of, needs_sympy


class DefineTest(unittest.TestCase):
    def test_define_transcribes_a_function(self) -> None:
        names = Names()
        step = define("Let f(x) = 2*x**2 - 3*x/4", names)
        self.assertEqual(step, "x = symbols('x')\nf = Lambda(x, 2*x**2 - 3*x/4)")
        self.assertEqual(names.functions, {"f"})

    def test_define_transcribes_a_derivative(self) -> None:
        step = define("Let g(y) be the second derivative of f(y)", Names(functions={"f"}))
        self.assertEqual(step, "y = symbols('y')\ng = Lambda(y, diff(f(y), y, 2))")

    def test_define_transcribes_a_value(self) -> None:
        names = Names(values={"a"})
        self.assertEqual(define("Let w be (-3)/2*a", names), "w = S((-S(3))/2*a)")
        self.assertEqual(define("Let v = w + 0.5", names), "v = S(w + Rational('0.5'))")
        self.assertEqual(names.values, {"a", "w", "v"})

    def test_define_solves_for_what_is_unknown_only(self) -> None:
        names = Names(values={"a"})
        expected = "c = symbols('c')\nc = solve(Eq(4*c + a, 26), c)[0]"
        self.assertEqual(define("Suppose 4*c + a = 26", names), expected)
        self.assertEqual(names.values, {"a", "c"})

    def test_define_solves_linear_systems_in_order_of_appearance(self) -> None:
        step = define("Suppose z + b = 3, z - b = 1", Names())
        code = "z, b = symbols('z b')\nz, b = linsolve([Eq(z + b, 3), Eq(z - b, 1)], [z, b]).args[0]"
        self.assertEqual(step, code)

    def test_define_keeps_all_roots_of_a_curved_equation(self) -> None:
        names = Names(functions={"f"})
        self.assertEqual(define("Let f(z) = 0", names), "z = symbols('z')\nz = solve(Eq(f(z), 0), z)")
        self.assertEqual(names.lists, {"z"})

    def test_define_gives_none_for_what_it_does_not_cover(self) -> None:
        for sentence in (
            "Let f(x) = g(x) + 1",
            "Let w be b + 1",
            "Suppose x + y = 3",
            "Suppose x < 3",
            "Let s be the sum of the digits of 5",
            "Suppose 3 = 3",
        ):
            self.assertIsNone(define(sentence, Names()), sentence)

    def test_define_never_sees_the_answer_and_leaves_names_alone_where_it_fails(self) -> None:
        names = Names()
        define("Let f(x) = g(x) + 1", names)
        define("Suppose x + y = 3", names)
        self.assertEqual(names, Names())


@needs_sympy
class DefinitionProgramTest(unittest.TestCase):
    def test_definitions_compose(self) -> None:
        for question, answer in (
            ("Let f(x) = x**3. Let g(x) be the second derivative of f(x). What is g(2)?", "12"),
            ("Let f(x) = 2*x + 1. Let g(y) = y**2. Let h(t) = 3*f(t) - g(t). What is h(g(2))?", "11"),
            ("Let u be f(3). Is u prime?", None),
            ("Let f(x) = x/2. Let u be f(3). What is u/4?", "3/8"),
            ("Suppose 2*a + b = 7, a - b = -1. Suppose a*c = 10 - c. Let w = b - c. Is w even?", "False"),
            ("Let x = 3. Let f(x) = x**2. What is f(x)?", "9"),
            ("Let w be the greatest common divisor of 12 and 18. Let v be w divided by 4. What is v?", "3/2"),
            ("Let r be the remainder when 17 is divided by 5. What is 3*r?", "6"),
            ("Let m be the least common multiple of 4 and 6. Is m even?", "True"),
            ("Let f(x, y) = x - 2*y. What is f(7, 3)?", "1"),
            ("Suppose 3*x - 6 = 0. Suppose x = 4*y. What is y?", "1/2"),
        ):
            self.assertEqual(answer_of(question), answer, question)


if __name__ == "__main__":
    unittest.main()
