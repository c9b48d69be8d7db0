/**
 * Runs published programs again: one a problem, with its output and the answer that its model gave after reading it.
 *
 * ```sh
 * deno run -A bench/grading/published_programs.ts --file tora_code34b_gsm8k.jsonl
 * ```
 *
 * A row is `{"code", "expected_output", "pred", "gold"}`. The model's answer counts where the program prints the same
 * again; elsewhere the model would have read something else, so the output itself counts as the answer.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { graderWith, PythonVerifier, RstarError } from "@rstar/core";
import { percentagePoints } from "@rstar/eval/format";
import { readJsonLines } from "@rstar/eval/results";
import { atOnce } from "@rstar/system";
import { verifierPython } from "../harness/bench_processes.ts";
import { benchProgram } from "../harness/bench_program.ts";

const CPU_MS = 20_000;
const CONCURRENCY = 6;

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
  const python = await verifierPython();
  await using verifier = await PythonVerifier.start({ python });
  const grade = graderWith(verifier);
  let printedSame = 0, printedRight = 0, answeredRight = 0;
  await atOnce(rows, { limit: CONCURRENCY }, async ({ code, expected_output, pred, gold }) => {
    const { status, output } = await verifier.run([code], { cpuMs: CPU_MS });
    const isSame = status === "ok" && output === expected_output.trim();
    const printed = status === "ok" && await grade(output, gold);
    const answered = isSame ? await grade(pred, gold) : printed;
    printedSame += Number(isSame);
    printedRight += Number(printed);
    answeredRight += Number(answered);
  });
  const share = (count: number) => `${count} of ${rows.length} (${percentagePoints(count / rows.length)} %)`;
  console.log(`printed the same as when published: ${share(printedSame)}`);
  console.log(`what was printed is the answer: ${share(printedRight)}`);
  console.log(`the answer given after that is right: ${share(answeredRight)}`);
});
