/**
 * The grader on answer-equivalence cases written by others, source by source.
 *
 * The floors are the figures of the grader when they were recorded. Its rules were written with these cases in view, so the
 * floors guard against regressions and do not estimate its accuracy on other cases. For comparison, math-verify 0.9.0 alone
 * (truth and answer in `$…$`, default settings) on the same rows: rows judged as by the source, false positives.
 *
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { grade, PythonVerifier } from "@rstar/core";
import { pythonEnvironment } from "@rstar/environment";
import { agreement, readGraderCases, verdicts } from "./grader_cases.ts";

/** The least that the grader must reach on a source: rows judged as by the source, and false positives at most. */
interface Floor {
  readonly rows: number;
  readonly agreed: number;
  readonly falsePositives: number;
  readonly mathVerifyAlone: { readonly agreed: number; readonly falsePositives: number };
}

const FLOORS: Readonly<Record<string, Floor>> = {
  areal: { rows: 25, agreed: 23, falsePositives: 0, mathVerifyAlone: { agreed: 23, falsePositives: 0 } },
  hardverify_math: { rows: 265, agreed: 233, falsePositives: 0, mathVerifyAlone: { agreed: 210, falsePositives: 2 } },
  hendrycks_math_equivalence: {
    rows: 8,
    agreed: 8,
    falsePositives: 0,
    mathVerifyAlone: { agreed: 8, falsePositives: 0 },
  },
  inspect_ai: { rows: 41, agreed: 40, falsePositives: 0, mathVerifyAlone: { agreed: 37, falsePositives: 0 } },
  lighteval_extractive: {
    rows: 100,
    agreed: 93,
    falsePositives: 1,
    mathVerifyAlone: { agreed: 91, falsePositives: 2 },
  },
  mario_eval: { rows: 29, agreed: 27, falsePositives: 0, mathVerifyAlone: { agreed: 19, falsePositives: 0 } },
  math_verify: { rows: 125, agreed: 117, falsePositives: 2, mathVerifyAlone: { agreed: 121, falsePositives: 1 } },
  nemo_skills: { rows: 13, agreed: 13, falsePositives: 0, mathVerifyAlone: { agreed: 12, falsePositives: 0 } },
  olympiadbench_judge: { rows: 21, agreed: 20, falsePositives: 0, mathVerifyAlone: { agreed: 17, falsePositives: 0 } },
  skythought: { rows: 17, agreed: 17, falsePositives: 0, mathVerifyAlone: { agreed: 14, falsePositives: 0 } },
  slime: { rows: 6, agreed: 6, falsePositives: 0, mathVerifyAlone: { agreed: 6, falsePositives: 0 } },
  reported: { rows: 173, agreed: 173, falsePositives: 0, mathVerifyAlone: { agreed: 111, falsePositives: 51 } },
  small_suites: { rows: 11, agreed: 11, falsePositives: 0, mathVerifyAlone: { agreed: 10, falsePositives: 0 } },
};

const FOLDER = fileURLToPath(new URL("../../../shared/data/grader", import.meta.url));
const REQUIREMENTS = new URL("../../python/verifier/requirements.txt", import.meta.url);
/** More than by default, so that a slow machine gives the same verdicts. */
const CPU_MS = 6000;

const isThere = await Deno.stat(FOLDER).then(() => true, () => false);
const skipped = isThere ? "" : " (skipped: the cases are not here)";

Deno.test({
  name: `grade() agrees with the cases of others${skipped}`,
  ignore: !isThere,
  async fn(t) {
    const python = await pythonEnvironment({ requirements: REQUIREMENTS, name: "verifier" });
    await using verifier = await PythonVerifier.start({ python });
    const sources = await readGraderCases(FOLDER);
    for (const [source, floor] of Object.entries(FLOORS)) {
      await t.step(`grade() agrees with ${floor.agreed} of ${floor.rows} cases of ${source}`, async () => {
        const cases = sources.get(source) ?? [];
        assert.equal(cases.length, floor.rows);
        const results = await verdicts(cases, (pred, gold) => grade(pred, gold, { verifier, cpuMs: CPU_MS }));
        const { agreed, falsePositives, falseNegatives } = agreement(cases, results);
        assert.ok(falsePositives.length <= floor.falsePositives, `false positives: ${JSON.stringify(falsePositives)}`);
        assert.ok(agreed >= floor.agreed, `agreed on ${agreed}; not: ${JSON.stringify(falseNegatives)}`);
      });
    }
  },
});
