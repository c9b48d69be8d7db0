/**
 * The grader on random answers that SymPy has rewritten, and on mutants of them, by kind; then each pair it judges wrongly.
 *
 * ```sh
 * deno run -A bench/grading/rewritings_report.ts --count 5000 --seed 1
 * ```
 *
 * @module
 */
import { parseArgs } from "node:util";
import { PythonVerifier } from "@rstar/core";
import { markdownTable } from "@rstar/eval/text-report";
import { verifierPython } from "../harness/bench_processes.ts";
import { benchProgram, progress } from "../harness/bench_program.ts";
import { misjudged, type RewrittenPair, rewrittenPairs } from "./rewritings.ts";

const CHUNK = 500;

await benchProgram(async () => {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "5000" }, seed: { type: "string", default: "1" } },
  });
  const python = await verifierPython();
  await using verifier = await PythonVerifier.start({ python });
  const pairs = await rewrittenPairs(python, Number(values.count), Number(values.seed));
  const wrong: RewrittenPair[] = [];
  for (let i = 0; i < pairs.length; i += CHUNK) {
    wrong.push(...await misjudged(pairs.slice(i, i + CHUNK), { verifier }));
    progress(`${Math.min(i + CHUNK, pairs.length)} of ${pairs.length}, ${wrong.length} judged wrongly`);
  }
  const kinds = [...new Set(pairs.map(({ kind }) => kind)), "all"];
  const counts = (of: readonly RewrittenPair[], kind: string, equal: boolean): number =>
    of.filter((pair) => pair.equal === equal && (kind === "all" || pair.kind === kind)).length;
  console.log(markdownTable(
    ["kind", "rewritings", "called different", "mutants", "called equal"],
    kinds.map((kind) => [
      kind,
      counts(pairs, kind, true),
      counts(wrong, kind, true),
      counts(pairs, kind, false),
      counts(wrong, kind, false),
    ]),
  ));
  for (const pair of wrong) console.log(JSON.stringify(pair));
});
