/**
 * The verifier compared with its lower bound: the same warmed-up interpreter that only forks, runs, prints and ends. Batches
 * of both alternate, so that another busy program slows both. Then how late endless loops are ended.
 *
 * ```sh
 * deno run -A bench/verifier/verifier_floor.ts
 * ```
 *
 * CPU time and page faults are those of the whole machine, as ended programs are counted nowhere else: nothing else should
 * run. Fails when a result is wrong; a missed goal is printed. Linux only.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { PythonVerifier, type VerifyOptions } from "@rstar/core";
import { verifierPython } from "../harness/bench_processes.ts";
import { benchProgram, progress, wholeNumber } from "../harness/bench_program.ts";
import { median } from "../harness/median.ts";
import { machineCpuSeconds, machinePageFaults } from "../harness/process_usage.ts";
import { ForkFloor } from "./fork_floor.ts";

const GOAL_SHARE = 0.9;
const GOAL_LATE_MS = 50;
const LOOP_CPU_MS = 100;

/** Sources with their outputs, different for each `n`, as the verifier runs equal ones once. */
const STEPS = {
  arithmetic: { batch: 200, source: (n: number) => [`x = 3 + ${n}\nprint(x)`, `${n + 3}`] },
  SymPy: {
    batch: 50,
    source: (n: number) => [
      `from sympy import *\nx = symbols('x')\nprint(solve(x**2 - ${n + 3}*x + ${2 * n + 2}, x))`,
      n < 1 ? `[${n + 1}, 2]` : `[2, ${n + 1}]`,
    ],
  },
} as const;

/** What one batch costs. */
interface Measure {
  /** Programs a second. */
  readonly perSecond: number;
  /** CPU milliseconds a program. */
  readonly cpuMs: number;
  /** Page faults a program. */
  readonly pageFaults: number;
}

await benchProgram(async () => {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "12" },
      loops: { type: "string", default: "100" },
      "at-once": { type: "string", default: String(navigator.hardwareConcurrency) },
    },
  });
  const atOnce = wholeNumber(values["at-once"], "--at-once");
  const python = await verifierPython();
  const options = { python, cacheEntries: 0, concurrency: atOnce };
  await using floor = new ForkFloor(python);
  await using replaying = await PythonVerifier.start({ ...options, snapshots: 0, onProgress: progress });
  await using keeping = await PythonVerifier.start(options);
  await Promise.all([floor.run(["print(1)"], 1), replaying.ready(), keeping.ready()]);
  let n = 0;
  for (const [name, { batch, source }] of Object.entries(STEPS)) {
    const ways = {
      floor: (sources: string[]) => floor.run(sources, atOnce),
      "no snapshots": (sources: string[]) => outputs(replaying, sources),
      "a last step": (sources: string[]) => outputs(keeping, sources, { last: true }),
      "a step that is kept": (sources: string[]) => outputs(keeping, sources),
    };
    const measured: Record<string, Measure[]> = {};
    for (let round = 0; round <= wholeNumber(values.rounds, "--rounds"); round++) {
      for (const [way, run] of Object.entries(ways)) {
        const pairs = Array.from({ length: batch }, () => source(n++));
        const [started, cpuSeconds, pageFaults] = [performance.now(), machineCpuSeconds(), machinePageFaults()];
        const seen = await run(pairs.map(([code]) => code));
        const measure = {
          perSecond: batch / (performance.now() - started) * 1000,
          cpuMs: (machineCpuSeconds() - cpuSeconds) / batch * 1000,
          pageFaults: (machinePageFaults() - pageFaults) / batch,
        };
        const wrong = pairs.findIndex(([, expected], i) => seen[i].trim() !== expected);
        if (wrong >= 0) throw new Error(`Cannot measure as ${pairs[wrong][0]} gave ${seen[wrong]}`);
        if (round > 0) (measured[way] ??= []).push(measure); // the first round warms up
      }
    }
    const middle = (way: string, what: keyof Measure, digits: number): string =>
      median(measured[way].map((measure) => measure[what])).toFixed(digits);
    for (const way of Object.keys(ways).slice(1)) {
      const shares = measured[way].map(({ perSecond }, i) => perSecond / measured.floor[i].perSecond).sort((a, b) =>
        a - b
      );
      const verdict = median(shares) >= GOAL_SHARE ? "reached" : "missed";
      const range = `${shares[0].toFixed(2)} to ${shares.at(-1)!.toFixed(2)}`;
      const beside = (what: keyof Measure, unit = "", digits = 0): string =>
        `${middle(way, what, digits)}${unit}, floor ${middle("floor", what, digits)}`;
      console.log(
        `${name}, ${way}: ${beside("perSecond", " a second")}: ${median(shares).toFixed(2)} of it (${range}), goal ` +
          `${verdict}; CPU ${beside("cpuMs", " ms a program", 1)}; page faults ${beside("pageFaults")}`,
      );
    }
  }
  await endlessLoops(keeping, wholeNumber(values.loops, "--loops"));
});

async function outputs(
  verifier: PythonVerifier,
  sources: readonly string[],
  options: VerifyOptions = {},
): Promise<string[]> {
  return await Promise.all(sources.map(async (source) => (await verifier.run([source], options)).output));
}

/** How late endless loops end, run one at a time so that the wall time of an idle machine is that of the loop. */
async function endlessLoops(verifier: PythonVerifier, count: number): Promise<void> {
  const cpu: number[] = [], wall: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    const { status, cpuMs } = await verifier.run([
      `n = ${i}\nwhile True:\n  try:\n    while True: pass\n  except BaseException: pass`,
    ], { cpuMs: LOOP_CPU_MS });
    if (status !== "timeout") throw new Error(`Cannot measure as an endless loop gave ${status}`);
    cpu.push(cpuMs - LOOP_CPU_MS);
    wall.push(performance.now() - started - LOOP_CPU_MS);
  }
  const p99 = (values: number[]) => values.sort((a, b) => a - b)[Math.ceil(0.99 * values.length) - 1];
  for (const [name, late] of [["CPU", cpu], ["wall", wall]] as const) {
    const verdict = p99(late) <= GOAL_LATE_MS ? "reached" : "missed";
    console.log(
      `endless loops end ${median(late).toFixed(1)} ms after their limit (median of ${count}), p99 ${
        p99(late).toFixed(1)
      } ms, in ${name} time: goal ${verdict}`,
    );
  }
}
