/**
 * `deno task fuzz [--seconds N] [--seed N] [--target NAME]… [--verbose]`: fuzzes each target in `targets/`, or those
 * named, for N seconds (default 60). Prints a line a target (with `--verbose` its commonest outcomes too), and writes
 * each finding to `findings/TARGET/`, where `findings_test.ts` tries it again. Exits with 1 where there are findings, 2
 * for a wrong option; `--help` prints usage.
 *
 * @module
 */
import { findingsOf, saveFinding, TARGETS } from "./findings.ts";
import { type FuzzArguments, readArguments, usage } from "./fuzz_arguments.ts";
import { fuzz } from "./session.ts";

/** Outcomes and lines of a defect that are shown. */
const SHOWN = { outcomes: 30, lines: 6 };

const { seconds, seed, targets, verbose } = options();
let code = 0;
for (const name of targets) {
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
  const commonest = [...outcomes].toSorted(([, a], [, b]) => b - a).slice(0, verbose ? SHOWN.outcomes : 0);
  for (const [outcome, count] of commonest) console.log(`  ${count} ${outcome}`);
  for (const { input, defect } of findings) {
    console.log(`  ${saveFinding(name, input)}: ${defect.split("\n").slice(0, SHOWN.lines).join("\n    ")}`);
    code = 1;
  }
}
Deno.exit(code);

/** The command line's options; ends the process where there is nothing to fuzz for. */
function options(): FuzzArguments {
  try {
    const read = readArguments(Deno.args, TARGETS.keys());
    if (!read.help) return read;
    console.log(usage(TARGETS.keys()));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
  Deno.exit(0);
}
