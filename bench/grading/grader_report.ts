/**
 * The grader compared with math-verify alone, on answer-equivalence cases written by others, by source; then each case on
 * which the grader disagrees with its source.
 *
 * ```sh
 * deno run -A bench/grading/grader_report.ts --cases FOLDER > grader.md
 * ```
 *
 * math-verify gets both answers as they are, in `$…$` and boxed; for each source the best of these ways counts, which is
 * more than any single one would reach.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { graderWith, PythonVerifier } from "@rstar/core";
import { parseJsonLines } from "@rstar/eval/results";
import { markdownTable } from "@rstar/eval/text-report";
import { verifierPython } from "../harness/bench_processes.ts";
import { benchProgram, progress } from "../harness/bench_program.ts";
import { type Agreement, agreement, type GraderCase, readGraderCases, verdicts } from "./grader_cases.ts";

const MATH_VERIFY_ALONE = fileURLToPath(new URL("./math_verify_alone.py", import.meta.url));

await benchProgram(async () => {
  const { values: { cases: folder } } = parseArgs({ options: { cases: { type: "string", default: "cases" } } });
  const sources = await readGraderCases(folder);
  const python = await verifierPython();
  await using verifier = await PythonVerifier.start({ python });
  const rows: Row[] = [];
  for (const [source, cases] of sources) {
    const ours = agreement(cases, await verdicts(cases, graderWith(verifier)));
    rows.push({ source, count: cases.length, ours, alone: await mathVerifyAlone(python, cases) });
    progress(`${source}: ${ours.agreed} of ${cases.length}`);
  }
  print(rows);
});

interface Row {
  readonly source: string;
  readonly count: number;
  readonly ours: Agreement;
  readonly alone: Agreement;
}

/** The agreement of math-verify in the way that agrees most often with the source; of equals, with fewest false positives. */
async function mathVerifyAlone(python: string, cases: readonly GraderCase[]): Promise<Agreement> {
  const child = new Deno.Command(python, { args: [MATH_VERIFY_ALONE], stdin: "piped", stdout: "piped", stderr: "null" })
    .spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(cases.map((row) => `${JSON.stringify(row)}\n`).join("")));
  await writer.close();
  const output = new TextDecoder().decode((await child.output()).stdout);
  const results = parseJsonLines<Record<string, boolean>>(output, MATH_VERIFY_ALONE);
  return Object.keys(results[0])
    .map((way) => agreement(cases, results.map((result) => result[way])))
    .reduce((best, other) => better(other, best) ? other : best);
}

function better(one: Agreement, other: Agreement): boolean {
  return one.agreed > other.agreed ||
    one.agreed === other.agreed && one.falsePositives.length < other.falsePositives.length;
}

function print(rows: readonly Row[]): void {
  const cells = ({ agreed, falsePositives, falseNegatives }: Agreement): number[] => [
    agreed,
    falsePositives.length,
    falseNegatives.length,
  ];
  const header = ["source", "cases", "agree", "false positives", "false negatives"];
  console.log(markdownTable(
    [...header, "math-verify alone: agree", "false positives", "false negatives"],
    rows.map(({ source, count, ours, alone }) => [source, count, ...cells(ours), ...cells(alone)]),
  ));
  for (const kind of ["falsePositives", "falseNegatives"] as const) {
    const wrong = rows.flatMap(({ source, ours }) => ours[kind].map((row) => ({ ...row, source })));
    console.log(`\n${kind === "falsePositives" ? "False positives" : "False negatives"}\n`);
    console.log(markdownTable(
      ["source", "case", "truth", "prediction"],
      wrong.map(({ source, id, gold, pred }) => [source, id, inCode(gold), inCode(pred)]),
    ));
  }
}

function inCode(text: string): string {
  return `\`${text.replaceAll("\n", " ")}\``;
}
