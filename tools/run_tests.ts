/**
 * `deno task test [arguments of deno test]`: runs the tests and the examples of the documentation, prints `N passed, N failed` alone on the last line and
 * exits with the run's code. Its name must not match `deno test`'s patterns, or the run would start itself for ever.
 *
 * @module
 */
if (Deno.env.has("RSTAR_TEST_RUN")) throw new Error("Cannot start the tests from a test: the run would never end");

const report = await Deno.makeTempFile({ suffix: ".xml" });
const run = new Deno.Command(Deno.execPath(), {
  args: ["test", "-A", "--no-prompt", "--doc", `--junit-path=${report}`, ...Deno.args],
  env: { RSTAR_TEST_RUN: "1" },
}).spawn();
// The terminal sends its signals to the run too: wait for its end instead of leaving it behind.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  if (Deno.build.os !== "windows" || signal === "SIGINT") Deno.addSignalListener(signal, () => {});
}
const { code } = await run.status;
const xml = await Deno.readTextFile(report).catch(() => "");
await Deno.remove(report).catch(() => {});

const sum = (attribute: string): number =>
  [...xml.matchAll(new RegExp(`<testsuite [^>]*\\b${attribute}="(\\d+)"`, "g"))]
    .reduce((total, match) => total + Number(match[1]), 0);
const reported = sum("failures") + sum("errors");
const failed = code !== 0 && reported === 0 ? 1 : reported; // a run that did not compile has no failed case to show
const passed = Math.max(0, sum("tests") - sum("disabled") - reported);
console.log(`\n${passed} passed, ${failed} failed`);
Deno.exit(code);
