/**
 * `deno task fuzz [--seconds N] [--seed N] [--target NAME]…`: fuzzes each target in `targets/`, or those named, for N seconds
 * (default 60). Prints a line a target, and writes each finding to `findings/TARGET/`, where `findings_test.ts` runs it
 * again and again. Exits with 1 where there are new findings.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fuzz } from "./session.ts";
import { findingsOf, saveFinding, TARGETS } from "./findings.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 2 ** 32) },
    verbose: { type: "boolean", default: false },
    target: { type: "string", multiple: true },
  },
});
let code = 0;
for (const [name, module] of TARGETS) {
  if (values.target && !values.target.includes(name)) continue;
  const corpus = findingsOf(name).map(({ input }) => input);
  const { seconds, seed } = values;
  const { runs, kept, outcomes, slowestMs, findings } = await fuzz({
    module,
    seconds: Number(seconds),
    seed: Number(seed),
    corpus,
  });
  console.log(
    `${name}: ${runs} inputs in ${seconds} s (seed ${seed}), ${kept} kept, ${outcomes.size} outcomes, slowest ` +
      `${slowestMs.toFixed(1)} ms, ${findings.length} findings`,
  );
  const counts = [...outcomes].toSorted(([, a], [, b]) => b - a).map(([outcome, count]) => `${count} ${outcome}`);
  if (values.verbose) console.log(`  ${counts.slice(0, 30).join("\n  ")}`);
  for (const finding of findings) {
    const path = saveFinding(name, finding.input);
    console.log(`  ${path}: ${finding.defect.split("\n").slice(0, 6).join("\n    ")}`);
    code = 1;
  }
}
Deno.exit(code);
