/**
 * Published programs run again: one a problem, with what it printed and the answer that its model gave after reading that.
 *
 * ```sh
 * deno run -A bench/grading/published_programs.ts --file tora_code34b_gsm8k.jsonl
 * ```
 *
 * A row is `{"code", "expected_output", "pred", "gold"}`. The model's answer counts where the program printed the same
 * again; elsewhere the model would have read something else, so what was printed is taken for the answer.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { graderWith, PythonVerifier, RstarError } from "@rstar/core";
import { pythonEnvironment } from "@rstar/environment";
import { readJsonLines } from "@rstar/eval";
import { VERIFIER_REQUIREMENTS } from "@rstar/solver";
import { benchProgram, tell } from "../measuring/bench_program.ts";

const CPU_MS = 20_000;
const AT_ONCE = 6;

interface Row {
  readonly code: string;
  readonly expected_output: string;
  readonly pred: string;
  readonly gold: string;
}

await benchProgram(async () => {
  const { values: { file } } = parseArgs({ options: { file: { type: "string" } } });
  if (!file) throw new RstarError("bad_request", "Cannot run programs as --file does not say where they are");
  const rows = await readJsonLines<Row>(file);
  const python = await pythonEnvironment({ requirements: VERIFIER_REQUIREMENTS, name: "verifier", onProgress: tell });
  await using verifier = await PythonVerifier.start({ python });
  const grade = graderWith(verifier);
  let printedSame = 0, printedRight = 0, answeredRight = 0;
  const waiting = rows.values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const { code, expected_output, pred, gold } of waiting) {
      const { status, output } = await verifier.run([code], { cpuMs: CPU_MS });
      const isSame = status === "ok" && output === expected_output.trim();
      const printed = status === "ok" && await grade(output, gold);
      const answered = isSame ? await grade(pred, gold) : printed;
      printedSame += Number(isSame);
      printedRight += Number(printed);
      answeredRight += Number(answered);
    }
  }));
  const share = (count: number) => `${count} of ${rows.length} (${(100 * count / rows.length).toFixed(1)} %)`;
  console.log(`printed the same as when published: ${share(printedSame)}`);
  console.log(`what was printed is the answer: ${share(printedRight)}`);
  console.log(`the answer given after that is right: ${share(answeredRight)}`);
});
