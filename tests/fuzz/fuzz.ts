/**
 * `deno task fuzz [--seconds N] [--seed N] [--target NAME]… [--verbose]`: fuzzes each target in `targets/`, or those
 * named, for N seconds (default 60). Prints a line a target (with `--verbose` its commonest outcomes too), and writes
 * each finding to `findings/TARGET/`, where `findings_test.ts` tries it again. Exits with 1 where there are findings, 2
 * for a wrong option.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { findingsOf, saveFinding, TARGETS } from "./findings.ts";
import { fuzz } from "./session.ts";

/** Outcomes and lines of a defect that are shown. */
const SHOWN = { outcomes: 30, lines: 6 };

const { values } = parseArgs({
  args: Deno.args,
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 2 ** 32) },
    target: { type: "string", multiple: true, default: [...TARGETS.keys()] },
    verbose: { type: "boolean", default: false },
  },
});
const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
const unknown = values.target.find((name) => !TARGETS.has(name));
if (unknown !== undefined || !(seconds > 0) || !Number.isSafeInteger(seed)) {
  console.error(`Cannot fuzz as an option is wrong: --seconds and --seed are numbers, --target ${[...TARGETS.keys()]}`);
  Deno.exit(2);
}
let code = 0;
for (const name of values.target) {
  const corpus = findingsOf(name).map(({ input }) => input);
  const { runs, kept, outcomes, slowestMs, findings } = await fuzz({
    module: TARGETS.get(name)!,
    seconds,
    seed,
    corpus,
  });
  console.log(
    `${name}: ${runs} inputs in ${seconds} s (seed ${seed}), ${kept} kept, ${outcomes.size} outcomes, slowest ` +
      `${slowestMs.toFixed(1)} ms, ${findings.length} findings`,
  );
  const commonest = [...outcomes].toSorted(([, a], [, b]) => b - a).slice(0, values.verbose ? SHOWN.outcomes : 0);
  for (const [outcome, count] of commonest) console.log(`  ${count} ${outcome}`);
  for (const { input, defect } of findings) {
    console.log(`  ${saveFinding(name, input)}: ${defect.split("\n").slice(0, SHOWN.lines).join("\n    ")}`);
    code = 1;
  }
}
Deno.exit(code);
