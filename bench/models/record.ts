/**
 * Records searches of a language model on problems with known answers, every candidate with its output and likelihood, so
 * that strategies can be compared later without the model.
 *
 * ```sh
 * deno run -A bench/models/record.ts --model MODEL --file gsm8k_test.jsonl --limit 200 --ways greedy,chains --out FILE
 * ```
 *
 * Problems are `--limit` of the file's, spread evenly. The same command resumes. `tables.ts` reads the file.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { RstarError, solve, takeEvenly } from "@rstar/core";
import { type TraceLine, traceOf } from "@rstar/core/search";
import { measure, measurementName, ResultFile } from "@rstar/eval/results";
import { openSolver } from "@rstar/solver";
import { benchProgram, givenNumber, progress, wholeNumber } from "../harness/bench_program.ts";
import { readProblems } from "./problems.ts";
import { WAY_NAMES, type WayName, waysOf } from "./ways.ts";

/** One problem searched in one way. */
export interface RecordedSearch {
  /** The trees, as they grew. */
  readonly trace: readonly TraceLine[];
  /** The ground truth. */
  readonly truth: string;
  /** Wall time, beside the other problems under way. */
  readonly seconds: number;
}

if (import.meta.main) {
  await benchProgram(async () => {
    const { values } = parseArgs({
      options: {
        model: { type: "string" },
        file: { type: "string" },
        limit: { type: "string" },
        ways: { type: "string", default: "greedy,chains" },
        count: { type: "string", default: "16" },
        seed: { type: "string", default: "1" },
        temperature: { type: "string" },
        threads: { type: "string", default: "2" },
        concurrency: { type: "string", default: "4" },
        out: { type: "string" },
      },
    });
    const { model, file, out } = values;
    if (!model || !file || !out) throw new RstarError("bad_request", "Cannot record without --model, --file and --out");
    const names = values.ways.split(",").map((name) => {
      if ((WAY_NAMES as readonly string[]).includes(name)) return name as WayName;
      throw new RstarError("bad_request", `Cannot record ${name} as the ways are ${WAY_NAMES.join(", ")}`);
    });
    const all = await readProblems(file);
    const problems = takeEvenly(all, givenNumber(values.limit, "--limit") ?? all.length);
    const [count, seed] = [wholeNumber(values.count, "--count"), wholeNumber(values.seed, "--seed", 0)];
    const results = await ResultFile.open(out);
    const threads = wholeNumber(values.threads, "--threads");
    const concurrency = wholeNumber(values.concurrency, "--concurrency");
    await using solver = await openSolver({ model, ppm: false, threads, onProgress: progress });
    const { ports, manifest } = solver;
    const temperature = values.temperature === undefined ? {} : { temperature: Number(values.temperature) };
    const ways = waysOf({ search: { ...manifest.search, ...temperature } }, count);
    for (const name of names) {
      const { search, trees } = ways[name];
      const { temperature: t, candidates, rollouts } = search;
      await measure(problems, {
        name: measurementName(name, { model: manifest.name, temperature: t, candidates, rollouts, trees, seed }),
        results,
        concurrency: name === "greedy" ? 4 * concurrency : concurrency,
        onProgress: progress,
        of: async ({ id, question, answer: truth }): Promise<RecordedSearch> => {
          const trace: TraceLine[] = [];
          const { usage: { seconds } } = await solve({ id, question }, ports, {
            search,
            trees,
            seed,
            onEvent: (event) => trace.push(...traceOf(event)),
          });
          return { trace, truth, seconds };
        },
      });
    }
  });
}
