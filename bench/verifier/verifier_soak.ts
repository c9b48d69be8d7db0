/**
 * A soak test of the verifier: programs drawn by a seed, one in five of them hostile, with snapshots kept, forked and
 * replayed. Fails when an ordinary program gets a wrong verdict, an attack succeeds, a supervisor dies, a process or a
 * descriptor is left, or memory grows. Linux only, as root: other users cannot see the processes.
 *
 * ```sh
 * deno run -A bench/verifier/verifier_soak.ts --runs 5000
 * ```
 *
 * @module
 */
import { parseArgs } from "node:util";
import { PythonVerifier } from "@rstar/core";
import { breach, hostilePrograms, hostileTargets } from "@rstar/core/hostile-programs";
import { atOnce } from "@rstar/system";
import { verifierPython } from "../harness/bench_processes.ts";
import { benchProgram, progress, wholeNumber } from "../harness/bench_program.ts";
import { median } from "../harness/median.ts";
import { memoryMiB, openDescriptors, processName, processTree } from "../harness/process_usage.ts";
import { type SoakProgram, soakPrograms } from "./soak_programs.ts";

const SAMPLES = 40;
/** Growth allowed between the second quarter of the samples and the last, as the contents of snapshots differ. */
const MAX_GROWTH = 1.15;
const SNAPSHOTS = 32;
const MEMORY_MB = 512;
const END_TIMEOUT_MS = 10_000;
const STEADY_READINGS = 5;

await benchProgram(async () => {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "5000" },
      seed: { type: "string", default: "1" },
      "at-once": { type: "string", default: "6" },
    },
  });
  const count = wholeNumber(values.runs, "--runs", SAMPLES);
  const python = await verifierPython();
  await using targets = await hostileTargets();
  const programs = soakPrograms(count, wholeNumber(values.seed, "--seed", 0), hostilePrograms(targets));
  const verifier = await PythonVerifier.start({
    python,
    workers: 1,
    cacheEntries: 0,
    snapshots: SNAPSHOTS,
    memoryMb: MEMORY_MB,
    onProgress: progress,
  });
  await verifier.ready();
  await verifier.run(["print(1)"]);
  const [root] = verifier.processIds;
  const supervisor = processTree(root).find((pid) => processName(pid) !== "bwrap")!;
  const before = await settled(verifier, root, supervisor);
  const violations: string[] = [];
  const statuses = new Map<string, number>();
  const memory: number[] = [], own: number[] = [];
  const started = performance.now();
  for (let sample = 0; sample < SAMPLES; sample++) {
    const part = programs.slice(Math.floor(sample * count / SAMPLES), Math.floor((sample + 1) * count / SAMPLES));
    await atOnce(part, { limit: wholeNumber(values["at-once"], "--at-once") }, async (program) => {
      const { status, problem } = await judged(verifier, program);
      const kind = `${program.hostile ? "hostile" : "ordinary"} ${status}`;
      statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
      if (problem) violations.push(problem);
    });
    memory.push(memoryMiB(processTree(root)));
    own.push(memoryMiB([supervisor]));
    progress(`${Math.floor((sample + 1) * count / SAMPLES)} runs, ${memory.at(-1)!.toFixed(0)} MiB`);
  }
  const seconds = (performance.now() - started) / 1000;
  const after = await settled(verifier, root, supervisor);
  if (JSON.stringify(after) !== JSON.stringify(before)) violations.push(`held at the end: ${JSON.stringify(after)}`);
  if (verifier.processIds[0] !== root) violations.push("the supervisor died");
  for (const [what, samples] of [["all processes", memory], ["the supervisor", own]] as const) {
    const [early, late] = [samples.slice(SAMPLES / 4, SAMPLES / 2), samples.slice(-SAMPLES / 4)].map(median);
    progress(`memory of ${what}: ${early.toFixed(1)} MiB in the second quarter, ${late.toFixed(1)} in the last`);
    if (!(early > 0) || late > early * MAX_GROWTH) violations.push(`memory of ${what} grew`);
  }
  const tree = processTree(root);
  const { forked, fresh } = await verifier.stats();
  await verifier.close();
  const left = await remaining(tree);
  if (left.length) violations.push(`${left.length} processes left after the end`);
  await targets.check();
  const counted = [...statuses].sort().map(([kind, times]) => `${times} ${kind}`).join(", ");
  console.log(
    `${count} runs in ${seconds.toFixed(0)} s, ${forked} forked from snapshots, ${fresh} from fresh interpreters`,
  );
  console.log(counted);
  console.log(
    `processes ${before.processes} to ${after.processes}, descriptors ${before.descriptors} to ${after.descriptors}`,
  );
  console.log(`memory ${median(memory).toFixed(0)} MiB (median), ${Math.max(...memory).toFixed(0)} at most`);
  for (const violation of violations.slice(0, 20)) console.log(`violated: ${violation}`);
  console.log(violations.length ? `${violations.length} violations` : "no violation");
  if (violations.length) Deno.exitCode = 1;
});

async function judged(
  verifier: PythonVerifier,
  { steps, output, expected, hostile }: SoakProgram,
): Promise<{ readonly status: string; readonly problem: string | null }> {
  const observation = await verifier.run(steps, { output, cpuMs: hostile ? hostile.cpuMs ?? 300 : undefined });
  const { status } = observation;
  if (hostile) {
    const problem = breach(hostile, observation, verifier.sandbox);
    return { status, problem: problem && `${hostile.name}: ${problem}` };
  }
  const seen = `${status} ${observation.output}`;
  return { status, problem: seen === expected ? null : `${JSON.stringify(steps)} gave ${seen}, not ${expected}` };
}

/** What exists besides the interpreters that the supervisor reports: none of it may grow. */
interface Held {
  readonly processes: number;
  readonly descriptors: number;
  readonly busy: number;
}

/** Waits until only idle interpreters are left and nothing changes any more, or for {@linkcode END_TIMEOUT_MS}. */
async function settled(verifier: PythonVerifier, root: number, supervisor: number): Promise<Held> {
  const deadline = Date.now() + END_TIMEOUT_MS;
  let last = "";
  for (let same = 0;;) {
    const [{ active, queued, children, pool, kept, listeners }] = (await verifier.stats()).workers;
    // Each child has a channel and a process descriptor.
    const now = {
      processes: processTree(root).length - children,
      descriptors: openDescriptors(supervisor) - 2 * children - listeners,
      busy: active + queued + children - pool - kept,
    };
    const seen = JSON.stringify(now);
    same = seen === last ? same + 1 : 0;
    last = seen;
    if (same >= STEADY_READINGS && !now.busy || Date.now() > deadline) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until all processes of `tree` have ended, or for {@linkcode END_TIMEOUT_MS}; those that have not. */
async function remaining(tree: readonly number[]): Promise<number[]> {
  const deadline = Date.now() + END_TIMEOUT_MS;
  while (true) {
    const left = tree.filter((pid) => processName(pid) !== null);
    if (!left.length || Date.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
