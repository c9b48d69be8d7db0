/**
 * Questions as people type them: reading one never throws and is quick.
 *
 * @module
 */
import { HARMLESS_RULES, readTyped, TYPED_RULES } from "@rstar/core/typed";
import { type Target, textOf } from "../target.ts";

const target: Target = {
  ms: 200,
  seeds: [
    "3x+5=20",
    "√144 and ∛27",
    "7 × 8 ÷ 2 − 5·3",
    "1,000 + 2,000",
    "$15\\%$ of $80$",
    "\\frac{x}{3} + 2 = 7",
    "What is 0.5(x - 1)^2, where x = 3?",
    "\\left( \\sqrt[3]{8} \\cdot \\dfrac12 \\right)^{2}",
    "Let f(x) = 2x^3 - x. What is f'(2)?",
    "|−3| ≤ 5½ km²",
  ],
  words: String
    .raw`\frac{ \sqrt{ \left( \right) \cdot \times \div \pm ^{ _{ } ( ) [ ] | √ × ÷ − · ² ³ ½ π ≤ ≥ ° % $ = , . 1e3 x² ** sqrt( of What is`
    .split(" "),
  run(input) {
    const question = textOf(input);
    return [HARMLESS_RULES, TYPED_RULES].map((rules) => {
      const read = readTyped(question, rules);
      return read === question ? "the same" : read.length > question.length ? "longer" : "shorter";
    }).join();
  },
};
export default target;
