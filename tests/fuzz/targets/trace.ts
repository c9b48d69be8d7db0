/**
 * Traces, which are files: read, replayed, and their nodes put in words as the page does.
 *
 * @module
 */
import { search } from "@rstar/core";
import { parseTrace, replay, searchDefaults, traceOf, walk } from "@rstar/core/search";
import { SUM_VERIFIER, SumPolicy } from "@rstar/core/testing";
import { nodeLabel, title } from "@rstar/page/node-text";
import { promised, type Target, textOf } from "../target.ts";

async function traceOfSum(terminals: "exclude" | "revisit"): Promise<string> {
  const ports = { policy: new SumPolicy(), verifier: SUM_VERIFIER };
  const options = searchDefaults({ search: { rollouts: 3, candidates: 2, terminals } });
  const events = await Array.fromAsync(search([{ id: "p", question: "What is 17 + 4?" }], ports, options));
  return events.flatMap(traceOf).map((line) => JSON.stringify(line)).join("\n");
}

const target: Target = {
  ms: 500,
  seeds: await Promise.all([traceOfSum("exclude"), traceOfSum("revisit")]),
  words: ['"type":"tree"', '"type":"tell"', "<end_of_step>", "<code>", "<answer>", "\\boxed{1}", "0.0", "ppm"],
  run(input) {
    try {
      const trees = replay(parseTrace(textOf(input)));
      for (const { tree } of trees) for (const node of walk(tree.root)) nodeLabel(node).concat(title(node));
      return `${trees.length} trees`;
    } catch (error) {
      return promised(error, SyntaxError, RangeError);
    }
  },
};
export default target;
