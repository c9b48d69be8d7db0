/**
 * Accuracy of a model on held-out problems of the Mathematics Dataset, greedy and with search, by module and by number
 * of definitions: the tables of the model card.
 *
 * ```sh
 * deno run -A bench/accuracy/embedded_accuracy.ts --count 1000 --exclude runs/rstar-tiny/demonstrations > card.md
 * ```
 *
 * `--exclude` leaves out the problems in a folder of JSON Lines: the demonstrations that a model was trained on.
 * `--failures` names a file to which each unsolved problem is appended.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { grade, search, type SearchResult } from "@rstar/core";
import { searchDefaults } from "@rstar/core/search";
import { shareText } from "@rstar/eval/format";
import { greedy } from "@rstar/eval/strategies";
import { markdownTable } from "@rstar/eval/text-report";
import { EMBEDDED_MODEL } from "@rstar/solver";
import { progress } from "../harness/bench_program.ts";
import { benchPython, benchSolver } from "../harness/bench_processes.ts";
import { type DatasetProblem, drawProblems, seenIds } from "../problems/held_out.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1000003" },
    split: { type: "string", default: "train" },
    model: { type: "string", default: EMBEDDED_MODEL },
    "min-definitions": { type: "string", default: "0" },
    "max-definitions": { type: "string", default: "2" },
    strategy: { type: "string", multiple: true, default: ["greedy", "search"] },
    exclude: { type: "string" },
    failures: { type: "string" },
  },
});

const problems = await heldOut();
const tables: Record<string, ReadonlyMap<string, boolean>> = {};
for (const strategy of values.strategy) tables[strategy] = await measure(strategy);
print();

async function heldOut(): Promise<DatasetProblem[]> {
  const { count, seed, split, exclude } = values;
  const all = await drawProblems(benchPython(), {
    ...{ count, seed, split, numbers: "hard" },
    min_definitions: values["min-definitions"],
    max_definitions: values["max-definitions"],
  });
  const seen = await seenIds(exclude === undefined ? [] : [exclude]);
  const unseen = all.filter(({ id }) => !seen.has(id));
  progress(`${all.length - unseen.length} of ${all.length} problems left out as they were trained on`);
  return unseen;
}

/** Whether each problem was solved, by id. */
async function measure(strategy: string): Promise<Map<string, boolean>> {
  await using solver = await benchSolver(problems.length, { model: values.model });
  const defaults = searchDefaults(solver.manifest);
  const options = strategy === "greedy" ? { search: greedy(defaults.search) } : defaults;
  const byId = new Map(problems.map((problem) => [problem.id, problem]));
  const solved = new Map<string, boolean>();
  let [tokens, rollouts] = [0, 0];
  const started = performance.now();
  const judge = async (result: SearchResult): Promise<void> => {
    const { answer } = byId.get(result.problem.id)!;
    const { verifier } = solver.ports;
    const given = result.trajectory?.answer ?? null;
    const right = given !== null && await grade(given, answer, { verifier });
    solved.set(result.problem.id, right);
    if (!right && values.failures) {
      const { problem, trajectory } = result;
      const row = {
        strategy,
        module: byId.get(problem.id)!.module,
        ...problem,
        truth: answer,
        answer: given,
      };
      const text = trajectory?.steps.map((step) => step.text).join("") ?? null;
      await Deno.writeTextFile(values.failures, JSON.stringify({ ...row, text }) + "\n", { append: true });
    }
  };
  const unlabelled = problems.map(({ id, question }) => ({ id, question }));
  for await (const event of search(unlabelled, solver.ports, { ...options, concurrency: solver.concurrency })) {
    if (event.type === "failed") {
      console.error(`${event.problem.id}: ${event.error}`);
      solved.set(event.problem.id, false);
    }
    if (event.type !== "done") continue;
    tokens += event.result.usage.tokens;
    rollouts += event.result.usage.rollouts;
    await judge(event.result);
    if (solved.size % 100 === 0) console.error(`${strategy}: ${solved.size}/${problems.length}`);
  }
  const seconds = (performance.now() - started) / 1000;
  console.error(
    `${strategy}: ${seconds.toFixed(0)} s, ${
      (tokens / seconds).toFixed(0)
    } tokens/s, ${rollouts} rollouts, ${tokens} tokens`,
  );
  return solved;
}

function print(): void {
  const strategies = Object.keys(tables);
  const groups = (name: string, keyOf: (problem: DatasetProblem) => string) => {
    const members = [...Map.groupBy(problems, keyOf)].sort(([a], [b]) => a < b ? -1 : 1);
    const rows = members.map(([key, group]) => [
      key,
      group.length,
      ...strategies.map((strategy) =>
        shareText(group.filter(({ id }) => tables[strategy].get(id)).length, group.length)
      ),
    ]);
    console.log(`${markdownTable([name, "problems", ...strategies], rows)}\n`);
  };
  groups("all", () => "all");
  groups("definitions", ({ definitions }) => String(definitions));
  groups("module", ({ module }) => module);
}
