/**
 * The report on an evaluation as one HTML page: tables, charts over growing budgets, every problem with its trajectories.
 *
 * @module
 */
import { programText } from "@rstar/core/search";
import { accuracyChart } from "../charts/accuracy_chart.ts";
import type { EvalProblem, Verdict } from "../evaluate.ts";
import { type Content, element, Html } from "../page/html.ts";
import { details, page, table } from "../page/page.ts";
import { mean } from "../statistics/mean.ts";
import { wilson } from "../statistics/wilson.ts";
import { type EvalReport, reportIntroduction, reportTables } from "./report.ts";

/** The report as a whole HTML document that loads nothing. Equal trajectories of a problem are shown once. */
export function htmlReport(report: EvalReport): string {
  const { benchmark, model, problems, verdicts } = report;
  const sections = reportTables(report).map(({ title, columns, rows }) => section(title, table({ columns, rows })));
  return page(`${benchmark} · ${model}`, [
    element("header", {}, [
      element("h1", {}, `${benchmark} · ${model}`),
      element("p", {}, reportIntroduction(report)),
    ]),
    sections,
    chartOf(report),
    section("Problems", [
      element("p", { class: "note" }, `Marks in the order ${[...verdicts.keys()].join(", ")}.`),
      problems.map((problem) => item(problem, report)),
    ]),
  ]);
}

function section(title: string, content: Content): Html {
  return element("section", {}, [element("h2", {}, title), content]);
}

/** A chart for each way that was measured with at least two budgets. */
function chartOf({ benchmark, problems, verdicts }: EvalReport): Content {
  const ways = Map.groupBy(
    [...verdicts.keys()].filter((name) => name.includes("@")),
    (name) => name.slice(0, name.indexOf("@")),
  );
  return [...ways].filter(([, names]) => names.length > 1).map(([way, names]) => {
    const points = names.map((name) => {
      const rows = [...verdicts.get(name)!.values()];
      const right = rows.filter((verdict) => verdict.right).length;
      const tokens = mean(rows.map((verdict) => verdict.tokens));
      return { name, tokens, share: right / rows.length, ...wilson(right, rows.length) };
    });
    const chart = accuracyChart({
      title: `${way}, ${problems.length} problems of ${benchmark}`,
      xLabel: "budget; below, tokens a problem",
      budgets: points.map(({ name, tokens }) => [name.slice(name.indexOf("@") + 1), tokens.toFixed(0)]),
      lines: [{ label: way, points }],
    });
    return section(`${way} by budget`, element("figure", {}, new Html(chart)));
  });
}

function item(problem: EvalProblem, { verdicts }: EvalReport): Html {
  const { id, question, answer } = problem;
  const own = [...verdicts].map(([name, byId]) => ({ name, verdict: byId.get(id)! }));
  const marks = own.map(({ verdict }) => verdict.right ? "✓" : "✗").join("");
  const alike = Map.groupBy(own, ({ verdict }) => JSON.stringify([verdict.answer, solutionText(verdict)]));
  return details(`${marks} ${id}`, [
    element("p", {}, question),
    element("p", {}, ["Ground truth: ", element("code", {}, answer)]),
    [...alike.values()].map((members) => trajectory(members.map(({ name }) => name), members[0].verdict)),
  ]);
}

function trajectory(names: readonly string[], verdict: Verdict): Content {
  const { answer, right } = verdict;
  const summary = `${right ? "✓" : "✗"} ${names.join(", ")}: ${answer ?? "no answer"}`;
  return details(summary, element("pre", {}, element("code", {}, solutionText(verdict))));
}

function solutionText({ steps }: Verdict): string {
  return programText(steps);
}
