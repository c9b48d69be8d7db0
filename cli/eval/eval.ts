/**
 * The command `eval`: strategies measured on a benchmark.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { graderWith, RstarError, takeEvenly } from "@rstar/core";
import {
  benchmarkFile,
  type EvalReport,
  evaluate,
  htmlReport,
  itemsCsv,
  markdownReport,
  reportTables,
  ResultFile,
  textTable,
} from "@rstar/eval";
import { hashOfFiles } from "@rstar/eval/results";
import { partsOf } from "@rstar/hub";
import { findModel } from "@rstar/native";
import { EMBEDDED_MODEL, GRADER_FOLDERS, openSolver, VERIFIER_REQUIREMENTS } from "@rstar/solver";
import { readIfThere } from "@rstar/system";
import type { EvalOptions } from "./eval_options.ts";
import { onInterrupt } from "../interrupt.ts";
import { onNamed } from "../named_files.ts";
import { defaultModel } from "../models/default_model.ts";
import { readyModel } from "../models/ready_model.ts";
import { readProblems } from "../solve/questions.ts";
import { print } from "../print.ts";
import { say } from "../say.ts";

/** By what names a folder's results were asked for; a folder holds those of one setting only. */
interface EvalSetting {
  readonly benchmark: string;
  readonly model: string;
  readonly ppm: string | null;
}

/**
 * Measures strategies on a benchmark. Tables go to stdout, reports and results to a folder, progress to stderr. Results that
 * the folder already has are not measured again where question, model files and settings are still the same bytes, nor graded
 * again where ground truth and grader are.
 *
 * @param benchmark a benchmark's name, or a file of problems
 * @returns the exit code: 0, or that of the signal where it was interrupted
 * @throws {RstarError} `bad_request` where the problems cannot be read or the folder is of another setting; what makes
 * every search impossible
 */
export async function evalBenchmark(benchmark: string, options: EvalOptions): Promise<number> {
  const all = await readProblems(await benchmarkFile(benchmark, options));
  const problems = takeEvenly(all, options.limit ?? all.length);
  const { model = await defaultModel(), ppm } = options;
  const folder = options.out ?? `runs/eval/${fileName(benchmark)}-${fileName(model)}`;
  const named = model === EMBEDDED_MODEL ? fileName(model) : model;
  await onNamed(`write to ${folder}`, () => keepSetting(folder, { benchmark, model: named, ppm: ppm ?? null }));
  const results = await ResultFile.open(`${folder}/results.jsonl`);
  using interrupt = onInterrupt();
  const { signal } = interrupt;
  const onProgress = say;
  try {
    await readyModel(model, { ...options, signal });
    await using solver = await openSolver({ ...options, model, questions: problems.length, signal, onProgress });
    const { ports, manifest, concurrency } = solver;
    const { seed, strategies } = options;
    const { verifier } = ports;
    const verdicts = await evaluate(problems, strategies, {
      ports,
      manifest,
      concurrency,
      seed,
      results,
      signal,
      onProgress,
      grade: graderWith(verifier),
      modelHash: await modelHash(model, ppm),
      graderHash: await graderHash(),
    });
    const report: EvalReport = { benchmark, model: manifest.name, seed, problems, verdicts };
    await writeReports(folder, report);
    for (const table of reportTables(report)) print(`${table.title}\n\n${textTable(table)}\n`);
    say(`Every problem with its trajectories: ${folder}/report.html`);
    return 0;
  } catch (error) {
    if (interrupt.exitCode === null) throw error;
    say("Interrupted: the same command goes on from here.");
    return interrupt.exitCode;
  }
}

async function writeReports(folder: string, report: EvalReport): Promise<void> {
  await Deno.writeTextFile(`${folder}/report.md`, markdownReport(report));
  await Deno.writeTextFile(`${folder}/report.html`, htmlReport(report));
  await Deno.writeTextFile(`${folder}/items.csv`, itemsCsv(report));
}

/** Writes the setting of a folder's results, or checks that it is this one. */
async function keepSetting(folder: string, setting: EvalSetting): Promise<void> {
  const path = `${folder}/eval.json`;
  const text = `${JSON.stringify(setting, null, 2)}\n`;
  const kept = await readIfThere(path);
  if (kept !== null && kept !== text) {
    throw new RstarError("bad_request", `Cannot go on in ${folder} as its results are of another model or benchmark`);
  }
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(path, text);
}

/** Hash of the files of policy and PPM. */
async function modelHash(model: string, ppm: string | undefined): Promise<string> {
  const { policyPath, ppmPath } = await findModel(model);
  const scorer = ppm ?? ppmPath;
  return await hashOfFiles([...partsOf(policyPath), ...(scorer === undefined ? [] : [scorer])]);
}

/** Hash of the grader's code and of the Python packages that it runs on. */
async function graderHash(): Promise<string> {
  const paths: string[] = [fileURLToPath(VERIFIER_REQUIREMENTS)];
  for (const folder of GRADER_FOLDERS) {
    for await (const { name } of Deno.readDir(folder)) {
      if (/\.(ts|py)$/.test(name) && !/_test\.\w+$/.test(name)) paths.push(`${folder}/${name}`);
    }
  }
  return await hashOfFiles(paths.toSorted());
}

/** A name or path as part of a folder's name: its last part without its ending. */
function fileName(name: string): string {
  return name.replace(/\/+$/, "").replace(/^.*\//, "").replace(/\.(jsonl|json|csv|gguf)$/i, "").replace(
    /[^\w.-]+/g,
    "-",
  );
}
