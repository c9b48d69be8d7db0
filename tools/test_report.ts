/**
 * What `deno test --junit-path` wrote, as lines for people. A step counts as a case.
 *
 * @module
 */

/** One file's results. */
export interface Suite {
  /** The file, relative to the root. */
  readonly name: string;
  /** Cases that passed. */
  readonly passed: number;
  /** Cases that failed. */
  readonly failed: number;
  /** Cases that were not run. */
  readonly skipped: number;
  /** What the cases took together, in seconds. */
  readonly seconds: number;
}

/** Cases of several files. */
export interface Totals {
  /** Cases that passed. */
  readonly passed: number;
  /** Cases that failed. */
  readonly failed: number;
}

/** Reads a JUnit report; empty where there is none. */
export function readReport(xml: string): Suite[] {
  return xml.split(/(?=<testsuite )/).slice(1).map((text) => {
    const [head] = text.split(">", 1);
    const count = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
    const failed = count("failures") + count("errors"), skipped = count("disabled");
    const cases = [...text.matchAll(/<testcase name="([^"]*)"[^>]*? time="([\d.]+)"/g)];
    return {
      name: (/\bname="([^"]*)"/.exec(head)?.[1] ?? "").replace(/^\.\//, ""),
      passed: Math.max(0, count("tests") - skipped - failed),
      failed,
      skipped,
      // A step is within its case, and named after it.
      seconds: cases.filter(([, name]) => !cases.some(([, other]) => name.startsWith(`${other} &gt; `)))
        .reduce((sum, [, , time]) => sum + Number(time), 0),
    };
  });
}

/**
 * Several suites as one. Where a file takes its cases from another one, as conformance tests do, the report names that one; and
 * `seconds`, unlike the sum of the cases, have in them what the file does before its first case.
 */
export function mergeSuites(suites: readonly Suite[], name: string, seconds: number): Suite[] {
  const sum = (key: "passed" | "failed" | "skipped"): number => suites.reduce((total, suite) => total + suite[key], 0);
  return [{ name, passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped"), seconds }];
}

/** The sum of some files; a run that ended badly without a failed case (it did not compile, or died) counts as one failure. */
export function totals(suites: readonly Suite[], exitCode: number): Totals {
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0);
  const failed = suites.reduce((sum, suite) => sum + suite.failed, 0);
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

/** A line for each file of which something was run or skipped. */
export function fileLines(suites: readonly Suite[]): string[] {
  return suites.filter(({ passed, failed, skipped }) => passed + failed + skipped > 0)
    .map(({ name, passed, failed, skipped, seconds }) => {
      const parts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`];
      return `${name}: ${parts.filter(Boolean).join(", ")}, ${seconds.toFixed(1)} s`;
    });
}

/** What `deno test` printed, without the lines of cases that passed or were skipped. */
export function withoutPasses(printed: string): string {
  return printed.replaceAll(/^.* \.\.\. (?:ok|ignored)(?: .*)?\n/gm, "").trim();
}

/** The last line of the whole run. */
export function summaryLine({ passed, failed }: Totals): string {
  return `${passed} passed, ${failed} failed`;
}
