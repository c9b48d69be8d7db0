/**
 * The prompt of models without a chat template: worked examples of our own, then the question.
 *
 * @module
 */
import form from "./chat_form.json" with { type: "json" };

const EXAMPLES: readonly { readonly question: string; readonly program: string; readonly output: string }[] = [
  {
    question:
      "A ticket for the zoo costs 12 dollars for adults and a third less for children. A family of two adults " +
      "and three children pays with a 50 dollar note. How much change do they get?",
    program: `# Step 1: A child's ticket costs a third less than an adult's.
from fractions import Fraction
adult = 12
child = adult * (1 - Fraction(1, 3))

# Step 2: Add the tickets of the family.
total = 2 * adult + 3 * child

# Step 3: The change is what is left of 50 dollars.
print(50 - total)`,
    output: "2",
  },
  {
    question: "What is the sum of the real solutions of x^2 - 7x + 10 = 0 that are greater than 3?",
    program: `# Step 1: Solve the equation.
from sympy import symbols, solve
x = symbols("x", real=True)
solutions = solve(x**2 - 7*x + 10, x)

# Step 2: Add the solutions that are greater than 3.
print(sum(value for value in solutions if value > 3))`,
    output: "5",
  },
];

/** The template: rules, two worked examples, then `{question}`. */
export const FEW_SHOT_TEMPLATE: string = `${form.system}\n\n${
  EXAMPLES.map(({ question, program, output }) =>
    `Question: ${question}\n\nAnswer:\n${form.open}${program}${form.close}${form.output.replace("{output}", output)}`
  ).join("\n")
}\nQuestion: {question}\n\nAnswer:\n`;
