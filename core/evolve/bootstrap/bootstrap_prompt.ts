/**
 * The prompt by which a general model samples steps in place of a trained policy.
 *
 * @module
 */
import {
  ANSWER,
  CODE,
  END_OF_ANSWER,
  END_OF_CODE,
  END_OF_OUTPUT,
  END_OF_STEP,
  OUTPUT,
  outputBlock,
} from "../../trajectory.ts";

/** A problem solved in the step format. */
interface Demonstration {
  readonly question: string;
  /** Python of each step; the last prints the answer. */
  readonly steps: readonly string[];
  /** What the program prints. */
  readonly output: string;
  readonly answer: string;
}

const DEMONSTRATIONS: readonly Demonstration[] = [
  {
    question:
      "How many ordered pairs of positive integers $(a, b)$ satisfy $\\frac{1}{a} + \\frac{1}{b} = \\frac{1}{12}$?",
    steps: [
      `# Step 1: Clear the denominators
# 12a + 12b = ab is the same as (a - 12)(b - 12) = 144.
product = 12 * 12`,
      `# Step 2: Find the values that a - 12 can take
# 1/a < 1/12 means a > 12, so both factors are positive: each divisor of 144 is one value of a - 12.
from sympy import divisors
factors = divisors(product)`,
      `# Step 3: Build the pairs, and check each of them against the equation
pairs = [(12 + d, 12 + product // d) for d in factors]
assert all(12 * (a + b) == a * b for a, b in pairs)`,
      `# Now print the final answer
print(len(pairs))`,
    ],
    output: "15",
    answer: "From the result, we can see that there are $\\boxed{15}$ ordered pairs.",
  },
  {
    question:
      "Let $p$ and $q$ be the roots of $x^2 - 5x + 3 = 0$. What is the value of $\\frac{p^3}{q} + \\frac{q^3}{p}$? " +
      "Express your answer as a common fraction.",
    steps: [
      `# Step 1: Write the expression with symmetric functions of the roots
# p^3/q + q^3/p = (p^4 + q^4)/(pq). By Vieta p + q = 5 and pq = 3.
from sympy import Rational
total, product = Rational(5), Rational(3)`,
      `# Step 2: Compute p^2 + q^2 = (p + q)^2 - 2pq
squares = total**2 - 2 * product`,
      `# Step 3: Compute p^4 + q^4 = (p^2 + q^2)^2 - 2(pq)^2
fourths = squares**2 - 2 * product**2`,
      `# Now print the final answer
print(fourths / product)`,
    ],
    output: "343/3",
    answer: "From the result, we can see that the value is $\\boxed{\\frac{343}{3}}$.",
  },
];

/** A program in the step format. */
function program(steps: readonly string[]): string {
  return `${CODE}\n${steps.join(`\n${END_OF_STEP}\n\n`)}\n${END_OF_CODE}`;
}

function demonstrationText({ question, steps, output, answer }: Demonstration): string {
  return `Question: ${question}\n\nSolution:\n${program(steps)}${
    outputBlock(output)
  }${ANSWER}${answer}\n${END_OF_ANSWER}`;
}

const FORM = `${
  program([
    "# Step 1: what is done, and why\n[code]",
    "# Step 2: what is done, and why\n[code]",
    "# Now print the final answer\n[code]",
  ])
}
${OUTPUT}[what the code prints]${END_OF_OUTPUT}
${ANSWER}[the answer in words, its value in \\boxed{}]
${END_OF_ANSWER}`;

/**
 * The template of the prompt: rules, two worked examples, then `{question}`; the solution so far follows it.
 *
 * The rules are those of the paper's prompt, reworded; the examples are our own. Their order is fixed (the official code shuffles
 * them), so that all prompts share one prefix.
 *
 * @see rStar-Math §3.4 and appendix A.3
 */
export const BOOTSTRAP_TEMPLATE: string =
  `You solve competition mathematics by reasoning and by writing Python. You know mathematics \
well and program with care. Solve the question at the end, and keep to these rules:
1. A solution has three parts: the code between ${CODE} and ${END_OF_CODE}, its output between ${OUTPUT} and ${END_OF_OUTPUT}, \
and the answer between ${ANSWER} and ${END_OF_ANSWER}.
2. Every calculation is done in Python. The reasoning stands in comments: short, and complete.
3. The packages math, sympy, scipy and numpy may be used, and no others.
4. The code comes in small steps. Each step but the last ends with ${END_OF_STEP} and must run as it is after the steps before it; \
the last prints the final answer.

A solution has this form:
${FORM}

The following are ${DEMONSTRATIONS.length} worked examples.

${DEMONSTRATIONS.map(demonstrationText).join("\n\n")}

Now it is your turn.

Question: {question}

Solution:
`;
