import assert from "node:assert/strict";
import { evolveReport } from "./evolve_report.ts";

const COVERAGE = {
  problems: 10,
  solved: 8,
  solvedWithoutLuck: 7,
  allCorrect: 3,
  mixed: 5,
  allWrong: 2,
  trajectories: 40,
  correctTrajectories: 25,
};
const TRAINING = { curve: [{ step: 1, tokens: 100, loss: 2 }], evaluations: [], examples: 8, tokens: 100, seconds: 3 };
const MANIFEST = {
  run: "demo",
  round: 1,
  started: "2026-11-02T08:00:00Z",
  finished: "2026-11-02T09:00:00Z",
  seconds: { search: 60 },
  recipe: { name: "tiny" },
  base: "bootstrap",
  seed: 0,
  versions: {},
  inputs: {},
  outputs: {},
  search: { problems: 10, failed: 0, trees: 10, rollouts: 160, tokens: 5000 },
  coverage: { round: 1, levels: {}, all: COVERAGE },
  sft: { examples: 8, problems: 8, levels: {}, dropped: {}, meanSteps: 3, meanQ: 0.5 },
  pairs: { stepPairs: 4, trajectoryPairs: 1, problems: 3, byDepth: [4], byMargin: [0, 4], dropped: {} },
  suspects: 0,
  policy: TRAINING,
  ppm: null,
};

/** A folder of runs, one named `demo` with these texts as its rounds' manifests; null is a round without one. */
async function runsWith(manifests: readonly (string | null)[]): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  for (const [i, text] of manifests.entries()) {
    await Deno.mkdir(`${path}/demo/round-${i + 1}`, { recursive: true });
    if (text !== null) await Deno.writeTextFile(`${path}/demo/round-${i + 1}/manifest.json`, text);
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("evolveReport() writes a page about the finished rounds", async () => {
  await using runs = await runsWith([JSON.stringify(MANIFEST), null]);
  assert.equal(await evolveReport({ run: "demo", runs: runs.path }), 0);
  const html = await Deno.readTextFile(`${runs.path}/demo/report.html`);
  assert.match(html, /<h1>demo<\/h1>.*1 round, 2026-11-02 08:00 UTC/);
});

Deno.test("evolveReport() refuses a run that is not there, has no finished round, or an unreadable manifest", async () => {
  const fails = async (manifests: readonly (string | null)[], message: RegExp) => {
    await using runs = await runsWith(manifests);
    await assert.rejects(evolveReport({ run: "demo", runs: runs.path }), { code: "bad_request", message });
  };
  await fails([], /^Cannot read the run .*demo: No such file/);
  await fails([null], /^Cannot report on demo as none of its rounds is finished/);
  await fails([JSON.stringify(MANIFEST), "{"], /^Cannot read .*round-2\/manifest\.json as JSON/);
});
