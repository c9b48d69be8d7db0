/**
 * One step in full: its code, its output, its scores, and the steps before it.
 *
 * @module
 */
import { type Node, pathTo, qValue } from "@rstar/core/search";
import { stepSource } from "@rstar/core/trajectory";
import { Answer } from "./math.tsx";
import { fate, signed, title } from "./node_text.ts";

/** The root is the problem itself, so it shows a hint instead of a step. */
export function NodeDetails({ node, onSelect }: { readonly node: Node; readonly onSelect: (node: Node) => void }) {
  if (node.parent === null) {
    return <p class="hint">Choose a step of the tree to see its code, its output and its scores.</p>;
  }
  return (
    <section class="details" aria-label="Step">
      <nav aria-label="Way to this step">
        {pathTo(node).map((step, index) => (
          <button
            type="button"
            key={step.path}
            aria-current={step === node}
            onClick={() => onSelect(step)}
          >
            {index + 1}. {title(step)}
          </button>
        ))}
      </nav>
      <dl>
        <dt>Q</dt>
        <dd>{signed(qValue(node))}</dd>
        <dt>N</dt>
        <dd>{node.visits}</dd>
        {node.ppm !== null && <dt>PPM</dt>}
        {node.ppm !== null && <dd>{signed(node.ppm)}</dd>}
        <dt>log p</dt>
        <dd>{node.logProbability.toFixed(2)}</dd>
        <dt>state</dt>
        <dd>{fate(node)}</dd>
      </dl>
      {node.answer === null ? <pre class="code">{stepSource(node.text)}</pre> : (
        <p class="answer">
          <Answer text={node.answer} />
        </p>
      )}
      {node.observation && (
        <pre class={`output ${node.observation.status}`} aria-label="Output">
          {node.observation.output === "" ? "(no output)" : node.observation.output.trimEnd()}
        </pre>
      )}
    </section>
  );
}
