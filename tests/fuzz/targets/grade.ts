/**
 * Answers as a model and a data file may spell them: the first line is the truth, the rest the prediction. What
 * normalisation does holds the thread, so it must be quick on any text.
 *
 * @module
 */
import { answerKey, boxedAnswer, grade } from "@rstar/core/grade";
import { type Target, textOf } from "../target.ts";

const target: Target = {
  ms: 10, // 5 on an idle core; tests run side by side
  seeds: [
    "\\frac{1}{2}\n0.5",
    "10\\%\nSo it is \\boxed{10 \\text{ percent}}.",
    "(-\\infty, 3] \\cup [5, 7)\nx \\le 3 or 5 \\leq x < 7",
    "\\begin{pmatrix} 1 \\\\ -2 \\end{pmatrix}\n[1, -2]",
    "x^2 + 3x + 2\nx**2 + 3*x + 2",
    "21 \\dfrac{13}{14}\n2.193e1",
    "\\{1, 2\\}\n1 and 2",
    "1 \\pm \\sqrt{2}\n1 + \\sqrt2, 1 - \\sqrt2",
    "(B)\n\\text{(B) seven}",
    "1,000,000\n10^6 cm^2",
    "x = 1, y = 2\n(1, 2)",
    "5 + 3i\n3*I + 5",
    "40_9\n40_{9}",
  ],
  words: String
    .raw`\frac{ \boxed{ \text{ \sqrt[3]{ \left( \right) \pm \cup \in \% $ i ^\circ \begin{pmatrix} \end{pmatrix} \\ &
    \infty ** sqrt( oo and or < = 1e _9 {,} \, \! \mathrm{ \cdot \times ! | \{ \} percent ²`.split(/\s+/).concat(
    "1 000 ",
  ),
  async run(input) {
    const text = textOf(input);
    const end = text.indexOf("\n");
    const [truth, prediction] = [text.slice(0, Math.max(0, end)), text.slice(end + 1)];
    answerKey(prediction);
    boxedAnswer(prediction);
    let asked = "";
    const isEqual = await grade(prediction, truth, {
      verifier: {
        run() {
          asked = "asks the sandbox";
          return Promise.resolve({ status: "ok", output: "", cpuMs: 1 });
        },
        async [Symbol.asyncDispose]() {},
      },
    });
    if (typeof isEqual !== "boolean") throw new Error(`grade() gives ${isEqual}`);
    return `${isEqual} ${asked}`;
  },
};
export default target;
