/**
 * The page's script: a page that carries a trace shows its searches, any other asks the server.
 *
 * @module
 */
import type { TraceLine } from "@rstar/core/search";
import { render } from "preact";
import { useMemo } from "preact/hooks";
import { App } from "./app.tsx";
import { ShownSolve } from "./shown_solve.ts";
import { SolveView } from "./solve_view.tsx";

/** The searches of a trace, without a server. */
function TraceView({ lines }: { readonly lines: readonly TraceLine[] }) {
  const solves = useMemo(() => solvesOf(lines), [lines]);
  return <main>{solves.map((solve) => <SolveView key={solve.id} solve={solve} revision={0} />)}</main>;
}

/** One search a problem, in the order of the trace. */
function solvesOf(lines: readonly TraceLine[]): ShownSolve[] {
  const byProblem = Map.groupBy(lines, (line) => line.type === "tree" ? line.problem.id : line.problem);
  return [...byProblem].map(([id, own]) => {
    const question = own.find((line) => line.type === "tree")?.problem.question ?? id;
    return ShownSolve.ofTrace(id, question, own);
  });
}

const trace = document.getElementById("trace")?.textContent;
render(trace ? <TraceView lines={JSON.parse(trace)} /> : <App />, document.getElementById("page")!);
