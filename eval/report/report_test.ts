import assert from "node:assert/strict";
import type { Verdict, Verdicts } from "../evaluate.ts";
import { flips } from "./flips.ts";
import { htmlReport } from "./html_report.ts";
import { type EvalReport, reportTables } from "./report.ts";
import { itemsCsv, markdownReport, markdownTable, textTable } from "./text_report.ts";

const EVIL = "<script>alert(1)</script>";

function verdict(answer: string | null, right: boolean, tokens = 10): Verdict {
  const step = { text: `print("${EVIL}")\n<end_of_code>`, output: EVIL, q: 1, visits: 1, ppm: null };
  return { answer, right, tokens, seconds: 0.5, steps: answer === null ? [] : [step] };
}

function verdicts(table: Readonly<Record<string, readonly Verdict[]>>): Verdicts {
  return new Map(
    Object.entries(table).map(([name, row]) => [name, new Map(row.map((one, index) => [`p${index}`, one]))]),
  );
}

const REPORT: EvalReport = {
  benchmark: "sums",
  model: "tiny",
  seed: 1,
  problems: [
    { id: "p0", question: `What is 1 + ${EVIL}?`, answer: "2", level: "1", subject: "sums" },
    { id: "p1", question: "What is 2 + 2, exactly?", answer: "4", level: "2", subject: "sums" },
  ],
  verdicts: verdicts({
    greedy: [verdict("3", false), verdict("4", true)],
    "search@1": [verdict(null, false), verdict("4", true)],
    "search@2": [verdict("2", true, 30), verdict('"4"', true, 50)],
  }),
};

Deno.test("reportTables() counts by strategy, level and subject, and compares with the first strategy", () => {
  const [all, levels, subjects] = reportTables(REPORT);
  assert.deepEqual(all.rows.map(([name, right, , tokens]) => [name, right.split(" ")[0], tokens]), [
    ["greedy", "50.0", "10"],
    ["search@1", "50.0", "10"],
    ["search@2", "100.0", "40"],
  ]);
  assert.deepEqual(all.rows.map(([, , gain]) => gain.split(" ")[0]), ["–", "0.0", "50.0"]);
  assert.deepEqual(levels.columns, ["strategy", "1 (1)", "2 (1)"]);
  assert.deepEqual(levels.rows[0].map((cell) => cell.split(" ")[0]), ["greedy", "0.0", "100.0"]);
  assert.deepEqual(subjects.columns, ["strategy", "sums (2)"]);
  assert.equal(reportTables({ ...REPORT, problems: [{ id: "p0", question: "q", answer: "2" }] }).length, 1);
});

Deno.test("textTable() aligns names to the left and figures to the right", () => {
  const table = { title: "", columns: ["a", "bb"], rows: [["long", "1"], ["s", "100"]] };
  assert.equal(textTable(table), "a      bb\nlong    1\ns     100");
});

Deno.test("markdownTable() writes headings, a rule and rows", () => {
  assert.equal(markdownTable(["a", "b"], [["x|y", 1]]), "| a | b |\n| --- | --- |\n| x\\|y | 1 |");
  assert.throws(() => markdownTable(["a", "b"], [["x"]]), RangeError);
});

Deno.test("markdownReport() and itemsCsv() hold every strategy; CSV quotes what needs it", () => {
  const markdown = markdownReport(REPORT);
  for (const name of REPORT.verdicts.keys()) assert.ok(markdown.includes(`| ${name} |`));
  const lines = itemsCsv(REPORT).trim().split("\n");
  assert.equal(lines.length, 1 + 2 * 3);
  assert.equal(lines[0], "id,level,subject,strategy,right,answer,truth,tokens,seconds");
  assert.ok(lines.includes('p1,2,sums,search@2,1,"""4""",4,50,0.5'));
});

Deno.test("htmlReport() shows every problem with its programs once, a chart of the searches, and runs nothing", () => {
  const html = htmlReport(REPORT);
  assert.ok(!html.includes(EVIL));
  assert.match(html, /✗✗✓ p0/);
  assert.match(html, /greedy: 3/);
  assert.match(html, /search@1: no answer/);
  assert.match(html, /greedy, search@1: 4/, "the same program of two strategies stands there once");
  assert.equal(html.match(/<svg/g)?.length, 1);
});

Deno.test("flips() lists what was gained and lost on common problems", () => {
  const before = verdicts({ greedy: [verdict("2", true), verdict("3", false), verdict("1", true)], solve: [] });
  const after = verdicts({ greedy: [verdict("5", false), verdict("4", true)], "search@1": [verdict("2", true)] });
  const [only, ...others] = flips(before, after);
  assert.deepEqual(others, []);
  assert.deepEqual([only.name, only.problems, only.difference?.difference], ["greedy", 2, 0]);
  assert.deepEqual(only.gained, [{ id: "p1", before: "3", after: "4" }]);
  assert.deepEqual(only.lost, [{ id: "p0", before: "2", after: "5" }]);
});
