/**
 * Fits how sure a model's searches are of their answers, and measures how far that can be trusted.
 *
 * ```sh
 * deno run -A bench/accuracy/calibrate.ts --rows rows.jsonl
 * ```
 *
 * Problems like those that the model was trained on are drawn; questions as people type them are in `typed_questions.jsonl`, of
 * which a third has no answer and should be declined.
 * What was searched is kept in `--rows` and not searched again; `--fit` searches nothing. Printed are
 * the weights for `model.json` and, by tenfold cross-validation, AUC, expected calibration error and a reliability table.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { graderWith, type LabelledProblem } from "@rstar/core";
import { type AnswerFeatures, answerFeatures } from "@rstar/core/search";
import { ANSWER_FEATURES } from "@rstar/core/search/options";
import { markdownTable } from "@rstar/eval/text-report";
import { EMBEDDED_MODEL, openSolver, type Solver } from "@rstar/solver";
import { readIfThere } from "@rstar/system";
import { benchPython } from "../harness/bench_processes.ts";
import { benchProgram, progress, wholeNumber } from "../harness/bench_program.ts";
import { drawProblems } from "../problems/held_out.ts";
import { crossValidated, fitLogistic } from "./logistic.ts";
import { areaUnderCurve, calibrationError, type Forecast, reliability } from "./reliability.ts";

/** A question, and its answer; null where it has none. */
interface Question extends Omit<LabelledProblem, "answer"> {
  readonly answer: string | null;
}

/** What came of a question's search. `features` is null where it came to no answer. */
interface Outcome {
  readonly id: string;
  readonly question: string;
  readonly answer: string | null;
  readonly given: string | null;
  readonly right: boolean;
  readonly features: AnswerFeatures | null;
}

const TYPED = `${import.meta.dirname}/typed_questions.jsonl`;

await benchProgram(async () => {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: EMBEDDED_MODEL },
      rows: { type: "string" },
      fit: { type: "boolean", default: false },
      "problem-seed": { type: "string", default: "77" },
      threshold: { type: "string", default: "0.5" },
    },
  });
  const questions = values.fit ? [] : await allQuestions(wholeNumber(values["problem-seed"], "--problem-seed", 0));
  const outcomes = await searchAll(questions, values.model, values.rows);
  report(outcomes.filter(({ features }) => features !== null), Number(values.threshold));
});

async function allQuestions(seed: number): Promise<Question[]> {
  const python = benchPython();
  const drawn = { as_drawn: true, max_characters: 160 };
  const typed = (await Deno.readTextFile(TYPED)).trim().split("\n").map((line): Question => JSON.parse(line));
  return [
    ...typed,
    ...await drawProblems(python, { ...drawn, split: "interpolate", seed, per_module: 6 }),
    ...await drawProblems(python, { ...drawn, split: "extrapolate", seed, per_module: 8 }),
    ...await drawProblems(python, {
      split: "train",
      numbers: "hard",
      seed,
      min_definitions: 3,
      max_definitions: 5,
      count: 60,
    }),
  ];
}

/** Searches what is not in the file yet, and adds it there. */
async function searchAll(questions: readonly Question[], model: string, rows?: string): Promise<Outcome[]> {
  const kept = rows === undefined ? "" : await readIfThere(rows) ?? "";
  const outcomes = kept.trimEnd().split("\n").filter((line) => line !== "").map((line): Outcome => JSON.parse(line));
  const done = new Set(outcomes.map(({ id }) => id));
  const open = questions.filter(({ id }) => !done.has(id));
  if (open.length === 0) return outcomes;
  await using solver = await openSolver({ model, questions: open.length });
  const byId = new Map(open.map((question) => [question.id, question]));
  for await (const event of solver.search(open.map(({ id, question }) => ({ id, question })))) {
    if (event.type === "failed") throw event.error;
    if (event.type !== "done") continue;
    const { problem, trajectory, share, trees } = event.result;
    const given = trajectory?.answer ?? null;
    const features = given === null ? null : answerFeatures({ answer: given, share }, trees);
    const outcome = { ...await judged(byId.get(problem.id)!, given, solver), features };
    outcomes.push(outcome);
    if (rows !== undefined) await Deno.writeTextFile(rows, JSON.stringify(outcome) + "\n", { append: true });
    if (outcomes.length % 100 === 0) progress(`${outcomes.length} of ${questions.length}`);
  }
  return outcomes;
}

async function judged(question: Question, given: string | null, solver: Solver): Promise<Omit<Outcome, "features">> {
  const { id, question: text, answer } = question;
  const right = given !== null && answer !== null && await graderWith(solver.ports.verifier)(given, answer);
  return { id, question: text, answer, given, right };
}

function report(outcomes: readonly Outcome[], threshold: number): void {
  const shuffled = outcomes.toSorted((a, b) => a.id < b.id ? -1 : 1); // ids are hashes, or counted by kind
  const rows = shuffled.map(({ features, right }) => ({
    values: ANSWER_FEATURES.map((name) => features![name]),
    right,
  }));
  const { intercept, weights } = fitLogistic(rows);
  const digits = (value: number): number => Number(value.toPrecision(4));
  const named = Object.fromEntries(ANSWER_FEATURES.map((name, index) => [name, digits(weights[index])]));
  console.log(JSON.stringify({ intercept: digits(intercept), weights: named, threshold }));
  const forecasts = crossValidated(rows).map((probability, index): Forecast & Outcome => ({
    ...shuffled[index],
    probability,
  }));
  const isTyped = ({ id }: Outcome): boolean => /^q\d+$/.test(id);
  for (
    const [name, part] of [["all", forecasts], ["typed", forecasts.filter(isTyped)], [
      "drawn",
      forecasts.filter((row) => !isTyped(row)),
    ]] as const
  ) {
    const right = part.filter((row) => row.right);
    const stood = (rows: readonly Forecast[]): number =>
      rows.filter(({ probability }) => probability >= threshold).length;
    console.log(
      `${name}: ${part.length} answers, ${right.length} right; AUC ${areaUnderCurve(part).toFixed(3)}, ECE ${
        calibrationError(part).toFixed(3)
      }; ` +
        `stood by ${stood(part)}: ${stood(right)} right`,
    );
  }
  console.log(markdownTable(
    ["confidence", "answers", "mean confidence", "right"],
    reliability(forecasts).map(({ from, count, said, came }) => [
      `from ${from.toFixed(1)}`,
      String(count),
      said.toFixed(2),
      came.toFixed(2),
    ]),
  ));
}
