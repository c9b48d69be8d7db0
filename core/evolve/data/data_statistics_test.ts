import assert from "node:assert/strict";
import { pairStatistics, sftStatistics } from "./data_statistics.ts";
import type { PreferencePair } from "./ppm_pairs.ts";
import type { SftExample } from "./sft_data.ts";

const example = (id: string, more: Partial<SftExample>): SftExample => ({
  id,
  question: "q",
  answer: "1",
  solution: "<code>",
  meanQ: 1,
  minQ: 1,
  steps: 2,
  round: 1,
  ...more,
});
const pair = (id: string, more: Partial<PreferencePair>): PreferencePair => ({
  id,
  question: "q",
  prefix: "",
  chosen: "a",
  rejected: "b",
  weight: 1,
  margin: 1,
  depth: 0,
  kind: "step",
  negatives: 1,
  positives: 1,
  ...more,
});

Deno.test("sftStatistics() sums over problems", () => {
  const statistics = sftStatistics([
    { examples: [example("a", { level: "easy", meanQ: 0.5 }), example("a", { level: "easy" })], dropped: { error: 2 } },
    { examples: [example("b", { steps: 5, meanQ: 0 })], dropped: { error: 1, lucky: 4 } },
    { examples: [], dropped: {} },
  ]);
  assert.deepEqual(statistics, {
    examples: 3,
    problems: 2,
    levels: { easy: 2 },
    dropped: { error: 3, lucky: 4 },
    meanSteps: 3,
    meanQ: 0.5,
  });
  assert.equal(sftStatistics([]).meanQ, 0);
});

Deno.test("pairStatistics() counts step pairs by depth and both kinds by margin", () => {
  const statistics = pairStatistics([
    { pairs: [pair("a", { depth: 2, margin: 0.19 }), pair("a", { margin: 2 })], dropped: { alike: 1 } },
    { pairs: [pair("b", { kind: "trajectory", margin: 1 })], dropped: { alike: 2 } },
  ]);
  assert.deepEqual(statistics, {
    stepPairs: 2,
    trajectoryPairs: 1,
    problems: 2,
    byDepth: [1, 0, 1],
    byMargin: [1, 0, 0, 0, 0, 1, 0, 0, 0, 1],
    dropped: { alike: 3 },
  });
});
