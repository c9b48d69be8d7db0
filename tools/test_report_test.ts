import assert from "node:assert/strict";
import { fileLines, mergeSuites, readReport, summaryLine, totals, withoutPasses } from "./test_report.ts";

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="6" failures="1" errors="0" time="2.5">
    <testsuite name="./core/a_test.ts" tests="4" disabled="1" errors="0" failures="1">
        <testcase name="a() does &lt;x&gt;" classname="./core/a_test.ts" time="1.500" line="1" col="6">
        </testcase>
        <testcase name="a() does &lt;x&gt; &gt; its step" classname="./core/a_test.ts" time="1.250" line="2" col="6">
        </testcase>
        <testcase name="a() fails" classname="./core/a_test.ts" time="0.250" line="9" col="6">
            <failure message="Uncaught Error: no">Uncaught Error: no</failure>
        </testcase>
        <testcase name="a() is skipped" classname="./core/a_test.ts" time="0.000" line="12" col="6">
            <skipped />
        </testcase>
    </testsuite>
    <testsuite name="./core/b_test.ts" tests="2" disabled="0" errors="0" failures="0">
    </testsuite>
    <testsuite name="./core/filtered_test.ts" tests="0" disabled="0" errors="0" failures="0">
    </testsuite>
</testsuites>
`;

Deno.test("readReport() reads a file's cases, and counts a step's time within its case", () => {
  const [first, second] = readReport(XML);
  assert.deepEqual(first, { name: "core/a_test.ts", passed: 2, failed: 1, skipped: 1, seconds: 1.75 });
  assert.deepEqual(second, { name: "core/b_test.ts", passed: 2, failed: 0, skipped: 0, seconds: 0 });
  assert.deepEqual(readReport(""), []);
});

Deno.test("totals() counts a run that died without a failed case as one failure", () => {
  assert.deepEqual(totals(readReport(XML), 1), { passed: 4, failed: 1 });
  assert.deepEqual(totals([], 1), { passed: 0, failed: 1 });
  assert.deepEqual(totals([], 0), { passed: 0, failed: 0 });
});

Deno.test("fileLines() gives a line a file that has cases, and the summary is the sum alone", () => {
  const suites = readReport(XML);
  assert.deepEqual(fileLines(suites), [
    "core/a_test.ts: 2 passed, 1 failed, 1 skipped, 1.8 s",
    "core/b_test.ts: 2 passed, 0.0 s",
  ]);
  assert.deepEqual(fileLines(mergeSuites(suites, "x_test.ts", 3)), ["x_test.ts: 4 passed, 1 failed, 1 skipped, 3.0 s"]);
  assert.equal(summaryLine(totals(suites, 1)), "4 passed, 1 failed");
});

Deno.test("withoutPasses() keeps what failed and what it printed", () => {
  const printed = `running 3 tests from ./a_test.ts
a() does x ... ok (5ms)
b() does y ... ignored (0ms)
c() does z ...
------- output -------
said
----- output end -----
c() does z ... FAILED (2ms)
`;
  const kept = ["running 3 tests from ./a_test.ts", "c() does z ...", "------- output -------", "said"];
  assert.equal(withoutPasses(printed), [...kept, "----- output end -----", "c() does z ... FAILED (2ms)"].join("\n"));
});
