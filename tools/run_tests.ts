/**
 * `deno task test [--verbose] [--jobs=N] [files, folders and options of deno test]`: checks the types, runs the tests and the
 * examples of the documentation, several processes at once; prints a line a file, what failed in full, and `N passed, N failed`
 * alone on the last line; exits with the first code that is not 0.
 *
 * Its name must not match `deno test`'s patterns, or the run would start itself for ever.
 *
 * @module
 */
import { atOnce } from "@rstar/system";
import { fileLines, mergeSuites, readReport, summaryLine, totals, withoutPasses } from "./test_report.ts";
import { type Job, planJobs, readArguments } from "./test_plan.ts";

if (Deno.env.has("RSTAR_TEST_RUN")) throw new Error("Cannot start the tests from a test: the run would never end");

const LOCK = ["--lock=tests.lock", "--frozen"];
const { files, jobs, verbose, options } = await readArguments(Deno.args).catch((error) => {
  if (!(error instanceof TypeError)) throw error;
  console.error(error.message);
  Deno.exit(2);
});
const stopped = new AbortController();
/** Holds the reports, and whatever the tests leave behind. */
const folder = await Deno.makeTempDir({ prefix: "rstar-tests-" });
// The terminal sends its signals to the runs too: wait for their ends instead of leaving them behind.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  if (Deno.build.os !== "windows" || signal === "SIGINT") Deno.addSignalListener(signal, () => stopped.abort());
}
let exitCode = 0;
const sum = { passed: 0, failed: 0 };

/** Runs one job and prints what came of it. */
async function run(job: Job): Promise<void> {
  const path = `${folder}/${crypto.randomUUID()}.xml`;
  const args = job.kind === "types"
    ? ["check", "--quiet", "--doc", ...LOCK, "."]
    : ["test", "-A", "--no-prompt", ...LOCK, `--junit-path=${path}`, ...options, ...job.args];
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args,
    // The tests know the embedded model, whatever was pulled here.
    env: { RSTAR_TEST_RUN: "1", RSTAR_MODEL: "rstar-tiny", TMPDIR: folder, TMP: folder },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await child.output();
  const seconds = (performance.now() - started) / 1000;
  const suites = readReport(await Deno.readTextFile(path).catch(() => ""));
  const { passed, failed } = totals(suites, code);
  sum.passed += passed;
  sum.failed += failed;
  exitCode ||= code;
  if (verbose || code !== 0) {
    for (const bytes of [stdout, stderr]) {
      const text = new TextDecoder().decode(bytes);
      console.log(verbose ? text : withoutPasses(text));
    }
  }
  const state = `${code === 0 ? "ok" : "failed"}, ${seconds.toFixed(1)} s`;
  const named = job.kind === "file" ? mergeSuites(suites, job.name, seconds) : suites;
  const lines = fileLines(named);
  if (lines.length === 0 && (job.kind === "types" || code !== 0)) lines.push(`${job.name}: ${state}`);
  for (const line of lines) console.log(line);
}

// What is not here yet is fetched once, not by all jobs at once: packages, then (by the doctor) the verifier's Python and llama.cpp.
const packages = (await Array.fromAsync(Deno.readDir("tests/packages"))).map(({ name }) => `tests/packages/${name}`);
await new Deno.Command(Deno.execPath(), { args: ["cache", "--quiet", ...LOCK, ...packages] }).spawn().status;
const doctor = new Deno.Command(Deno.execPath(), {
  args: ["run", "--quiet", "-A", "cli/main.ts", "doctor"],
  stdout: "null",
});
await doctor.spawn().status;
const { together, alone } = await planJobs(files);
const { signal } = stopped;
await atOnce(together, { limit: jobs, signal }, run);
await atOnce(alone, { limit: 1, signal }, run);
await Deno.remove(folder, { recursive: true });
if (signal.aborted) exitCode ||= 130;
console.log(`\n${summaryLine(sum)}`);
Deno.exit(exitCode);
