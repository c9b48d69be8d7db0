/**
 * `deno task ok`: format, lint with the boundaries between packages, doc comments, Python, then types and tests. All are run,
 * whatever fails; the exit code is that of the first failure, and the tests' `N passed, N failed` is the last line.
 *
 * @module
 */
import { runCheck } from "./run_check.ts";

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  format: ["fmt", "--check"],
  lint: ["lint"],
  documentation: ["task", "--quiet", "doc"],
};

let code = 0;
for (const [name, args] of Object.entries(CHECKS)) {
  const own = await runCheck(name, Deno.execPath(), args);
  code ||= own; // not in one line: what follows a failure would not be run
}
// These print lines of their own.
for (const tool of ["check_python.ts", "run_tests.ts"]) {
  const args = ["run", "--quiet", "-A", "--no-prompt", `${import.meta.dirname}/${tool}`];
  const { code: own } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).spawn().status;
  code ||= own;
}
Deno.exit(code);
