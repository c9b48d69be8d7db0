/**
 * Wall time and peak memory of one `solve`, all its processes together, with everything installed. Linux only.
 *
 * ```sh
 * deno run -A bench/search/solve_footprint.ts
 * ```
 *
 * @module
 */
import { median } from "../harness/median.ts";
import { memoryMiB, processTree } from "../harness/process_usage.ts";

const QUESTION = "Let f(x) = 2*x**2 - 3*x + 1. Suppose 4*c + 6 = 26. What is the remainder when f(c) is divided by 7?";
const RUNS = 5;
const SAMPLE_MS = 20;

const seconds: number[] = [], peaks: number[] = [];
for (let run = 0; run < RUNS; run++) {
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "solve", QUESTION],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryMiB(processTree(child.pid)));
  }, SAMPLE_MS);
  const { stdout } = await child.output();
  clearInterval(timer);
  seconds.push((performance.now() - started) / 1000);
  peaks.push(peak);
  if (new TextDecoder().decode(stdout).trim() !== "1") throw new Error("Cannot measure as the answer is wrong");
}
console.log(
  `wall ${median(seconds).toFixed(2)} s (median of ${RUNS}), peak memory ${
    median(peaks).toFixed(0)
  } MiB (proportional)`,
);
