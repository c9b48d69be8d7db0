/**
 * Accuracy of a model on held-out problems of the Mathematics Dataset, greedy and with search, by module and by number of
 * definitions: the tables of the model card.
 *
 * ```sh
 * deno run -A bench/embedded_accuracy.ts --count 1000 --exclude runs/rstar-tiny/demonstrations > card.md
 * ```
 *
 * `--exclude` leaves out what a folder of JSON Lines holds: the demonstrations a model was trained on.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { grade, pythonEnvironment, search, type SearchOptions, type SearchResult } from "@rstar/core";
import { EMBEDDED_MODEL, openSession, searchDefaults } from "@rstar/cli";

/** A problem of the dataset as `python/problems/generate.py` prints it. */
interface DatasetProblem {
  readonly id: string;
  readonly module: string;
  readonly question: string;
  readonly answer: string;
  readonly definitions: number;
}

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
  const root = fileURLToPath(new URL("../python", import.meta.url));
  const python = await pythonEnvironment({
    name: "problems",
    requirements: `${root}/problems/requirements.txt`,
    hashes: false,
    onProgress: (line) => console.error(line),
  });
  const { stdout, success } = await new Deno.Command(python, {
    args: [
      ...["-m", "problems.generate", "--count", values.count, "--seed", values.seed, "--split", values.split],
      ...[
        "--numbers",
        "hard",
        "--min-definitions",
        values["min-definitions"],
        "--max-definitions",
        values["max-definitions"],
      ],
    ],
    env: { PYTHONPATH: root },
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("Cannot measure as the problems could not be generated");
  const all: DatasetProblem[] = rows(new TextDecoder().decode(stdout));
  const seen = await seenIds();
  const unseen = all.filter(({ id }) => !seen.has(id));
  console.error(`${all.length - unseen.length} of ${all.length} problems left out as they were trained on`);
  return unseen;
}

async function seenIds(): Promise<Set<string>> {
  const ids = new Set<string>();
  if (values.exclude === undefined) return ids;
  for await (const { name } of Deno.readDir(values.exclude)) {
    if (!name.endsWith(".jsonl")) continue;
    for (const { id } of rows(await Deno.readTextFile(`${values.exclude}/${name}`))) ids.add(id);
  }
  return ids;
}

function rows(text: string): DatasetProblem[] {
  return text.trim().split("\n").map((line) => JSON.parse(line));
}

/** Whether each problem, by id, was solved. */
async function measure(strategy: string): Promise<Map<string, boolean>> {
  await using session = await openSession({
    model: values.model,
    questions: problems.length,
    signal: new AbortController().signal,
    onProgress: (line) => console.error(line),
  });
  const defaults = searchDefaults(session.manifest);
  const greedy: SearchOptions = { ...defaults.search, candidates: 1, answerCandidates: 1, rollouts: 1, temperature: 0 };
  const options = strategy === "greedy" ? { search: greedy } : defaults;
  const byId = new Map(problems.map((problem) => [problem.id, problem]));
  const solved = new Map<string, boolean>();
  let [tokens, rollouts] = [0, 0];
  const started = performance.now();
  const judge = async (result: SearchResult): Promise<void> => {
    const { answer } = byId.get(result.problem.id)!;
    const { verifier } = session.ports;
    const right = result.choice !== null && await grade(result.choice.answer, answer, { verifier });
    solved.set(result.problem.id, right);
    if (!right && values.failures) {
      const { choice, problem } = result;
      const row = {
        strategy,
        module: byId.get(problem.id)!.module,
        ...problem,
        truth: answer,
        answer: choice?.answer ?? null,
      };
      const text = choice?.trajectory.steps.map((step) => step.text).join("") ?? null;
      await Deno.writeTextFile(values.failures, JSON.stringify({ ...row, text }) + "\n", { append: true });
    }
  };
  const unlabelled = problems.map(({ id, question }) => ({ id, question }));
  for await (const event of search(unlabelled, session.ports, { ...options, concurrency: session.concurrency })) {
    if (event.type === "failed") {
      console.error(`${event.problem.id}: ${event.error}`);
      solved.set(event.problem.id, false);
    }
    if (event.type !== "done") continue;
    tokens += event.result.tokens;
    rollouts += event.result.rollouts;
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
    console.log(
      `| ${name} | problems | ${strategies.join(" | ")} |\n| --- | --- | ${strategies.map(() => "---").join(" | ")} |`,
    );
    for (const [key, members] of [...Map.groupBy(problems, keyOf)].sort(([a], [b]) => a < b ? -1 : 1)) {
      const shares = strategies.map((strategy) =>
        share(members.filter(({ id }) => tables[strategy].get(id)).length, members.length)
      );
      console.log(`| ${key} | ${members.length} | ${shares.join(" | ")} |`);
    }
    console.log("");
  };
  groups("all", () => "all");
  groups("definitions", ({ definitions }) => String(definitions));
  groups("module", ({ module }) => module);
}

/** A share with its 95 % Wilson interval. */
function share(right: number, of: number): string {
  const [p, z] = [right / of, 1.96];
  const centre = (p + z * z / (2 * of)) / (1 + z * z / of);
  const half = z / (1 + z * z / of) * Math.sqrt(p * (1 - p) / of + z * z / (4 * of * of));
  const percent = (x: number) => (100 * x).toFixed(1);
  return `${percent(p)} (${percent(Math.max(0, centre - half))}–${percent(Math.min(1, centre + half))})`;
}
