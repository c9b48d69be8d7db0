import assert from "node:assert/strict";
import type { EvolveEvent, RoundManifest, SearchEvent, SearchResult } from "@rstar/core";
import { EvolveProgress } from "./evolve_progress.ts";

const PROBLEMS = [
  { id: "1", question: "q1", answer: "7", level: "easy" },
  { id: "2", question: "q2", answer: "7", level: "easy" },
  { id: "3", question: "q3", answer: "7", level: "hard" },
  { id: "4", question: "q4", answer: "7" },
];

/** Lines that change and lines that stay, in their order, on a clock that the test sets. */
function follower() {
  const clock = { ms: 1000 };
  const changing: string[] = [], staying: string[] = [];
  const sink = { line: (text: string) => void changing.push(text), clear: () => {} };
  const progress = new EvolveProgress(sink, (line) => staying.push(line), () => clock.ms);
  return {
    changing,
    staying,
    follow: (atMs: number, ...events: readonly EvolveEvent[]) => {
      clock.ms = atMs;
      for (const event of events) progress.follow(event);
    },
  };
}

const search = (event: Extract<EvolveEvent, { type: "search" }>["event"]): EvolveEvent => ({
  type: "search",
  round: 2,
  event,
});
const pass = (pass: number, problems: number): EvolveEvent => search({ type: "pass", pass, problems });
const tell = (tokens: number): EvolveEvent =>
  search({ type: "tell", problem: PROBLEMS[0], tree: 0, expansion: { path: "", tokens, steps: [] } });
const done = (index: number, isSolved: boolean): EvolveEvent => {
  const result = { problem: PROBLEMS[index], trajectories: [{ steps: [{ correct: isSolved }] }] };
  return search({ type: "done", result: result as unknown as SearchResult } satisfies SearchEvent);
};

Deno.test("EvolveProgress shows what a search has solved, by level, and the time left", () => {
  const { follow, changing, staying } = follower();
  follow(1000, { type: "round", round: 2, problems: PROBLEMS }, { type: "stage", round: 2, stage: "search" });
  follow(1000, pass(0, 4), tell(100));
  follow(11_000, tell(300), done(0, true));
  assert.deepEqual(staying, ["Round 2: 4 problems", "Round 2: searching"]);
  assert.deepEqual(changing, [
    "round 2 · 0/4 problems · solved easy 0/2, hard 0/1, all 0/1 · 0 tokens/s",
    "round 2 · 0/4 problems · solved easy 0/2, hard 0/1, all 0/1 · 100000 tokens/s",
    "round 2 · 0/4 problems · solved easy 0/2, hard 0/1, all 0/1 · 40 tokens/s",
    "round 2 · 1/4 problems · solved easy 1/2, hard 0/1, all 0/1 · 40 tokens/s · 30 s left",
  ]);
});

Deno.test("EvolveProgress keeps what was solved over the passes of a round, and counts the problems of each anew", () => {
  const { follow, changing, staying } = follower();
  follow(0, { type: "round", round: 2, problems: PROBLEMS }, pass(0, 4));
  follow(1000, done(0, true), done(1, false), done(2, false), done(3, true));
  follow(2000, pass(1, 2));
  follow(402_000, done(2, true));
  assert.deepEqual(staying, ["Round 2: 4 problems", "Round 2: pass 2, 2 problems"]);
  assert.equal(
    changing.at(-1),
    "round 2 · 1/2 problems · solved easy 1/2, hard 1/1, all 1/1 · 0 tokens/s · 7 min left",
  );
  follow(403_000, { type: "round", round: 3, problems: PROBLEMS.slice(0, 2) }, pass(0, 2));
  assert.equal(changing.at(-1), "round 2 · 0/2 problems · solved easy 0/2 · 0 tokens/s", "a round begins at nothing");
});

Deno.test("EvolveProgress names searches that fail, and lets them count as done", () => {
  const { follow, changing, staying } = follower();
  follow(0, { type: "round", round: 2, problems: PROBLEMS }, pass(0, 4));
  follow(1000, search({ type: "failed", problem: PROBLEMS[1], error: new Error("the engine is gone") }));
  follow(1000, search({ type: "failed", problem: PROBLEMS[2], error: "no reason" }));
  assert.deepEqual(staying.slice(1), ["Search of 2 failed: the engine is gone", "Search of 3 failed: no reason"]);
  assert.match(changing.at(-1)!, /2\/4 problems · solved easy 0\/2/);
});

Deno.test("EvolveProgress follows trainings by their progress alone", () => {
  const { follow, changing, staying } = follower();
  const training = (event: Record<string, unknown>): EvolveEvent => ({
    type: "training",
    round: 1,
    model: "ppm",
    event: event as { event: string },
  });
  follow(0, { type: "stage", round: 1, stage: "ppm" }, { type: "note", text: "Installing torch" });
  follow(0, training({ event: "data", examples: 5 }), training({ event: "evaluation", loss: 0.4 }));
  follow(0, training({ event: "progress", step: 20, loss: 0.61, tokensPerSecond: 5000, etaSeconds: 7200 }));
  follow(0, training({ event: "progress", step: 40, loss: 0.5, tokensPerSecond: 5100, etaSeconds: null }));
  assert.deepEqual(changing, [
    "round 1 · ppm · step 20 · loss 0.61 · 5000 tokens/s · 2.0 h left",
    "round 1 · ppm · step 40 · loss 0.5 · 5100 tokens/s",
  ]);
  assert.deepEqual(staying, ["Round 1: training the PPM", "Installing torch"]);
});

Deno.test("EvolveProgress sums a finished round up", () => {
  const { follow, staying } = follower();
  const counts = (solved: number, problems: number) => ({ solved, problems });
  const manifest = {
    coverage: { all: counts(5, 8), levels: { easy: counts(4, 4), hard: counts(1, 3), none: counts(0, 0) } },
    seconds: { search: 600, data: 1.4, policy: 290, ppm: 90 },
  };
  follow(0, { type: "finished", round: 2, manifest: manifest as unknown as RoundManifest });
  assert.deepEqual(staying, ["Round 2 is finished: solved 63 %, easy 100 %, hard 33 %, none 0 %; 16 min"]);
});
