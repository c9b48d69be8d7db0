/**
 * The winning trajectory as a list: each step's code with its output.
 *
 * @module
 */
import type { ResultStep } from "@rstar/core/search";
import { stepKind, stepSource } from "@rstar/core/trajectory";
import { signed } from "./node_text.ts";

/** Each step can be folded. The step with the answer is left out, as the answer is shown above. */
export function WinningSteps({ steps }: { readonly steps: readonly ResultStep[] }) {
  return (
    <ol class="steps">
      {steps.filter(({ text }) => stepKind(text) !== "answer").map(({ text, output, q, visits, ppm }, index) => (
        <li key={index}>
          <details open>
            <summary>
              Step {index + 1}
              <small>Q {signed(q)} · N {visits}{ppm === null ? "" : ` · PPM ${signed(ppm)}`}</small>
            </summary>
            <pre class="code">{stepSource(text)}</pre>
            {output !== null && output !== "" && <pre class="output ok">{output.trimEnd()}</pre>}
          </details>
        </li>
      ))}
    </ol>
  );
}
