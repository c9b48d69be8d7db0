import assert from "node:assert/strict";
import type { ModelSearch, SearchOptions } from "../options.ts";
import { searchOptionsSchema } from "../options.ts";
import { PRESETS } from "../presets.ts";
import { searchDefaults } from "./search_defaults.ts";

/** The presets as traces hold them in `init.options`. */
const PAPER =
  '{"candidates":32,"answerCandidates":32,"rollouts":8,"maxDepth":16,"exploration":2,"temperature":1,"topP":1,"topK":0,' +
  '"maxStepTokens":2048,"unvisited":"infinity","terminals":"revisit","answers":"all","redraws":0,"errorsThreshold":1,' +
  '"repeats":"keep","errorTest":"status","deadEnd":"ignore","output":"stdout","choice":{"rule":"ppm-best"}}';
const MSFT =
  '{"candidates":32,"answerCandidates":32,"rollouts":12,"maxDepth":16,"exploration":2,"temperature":1,"topP":1,"topK":0,' +
  '"maxStepTokens":2048,"unvisited":"zero","terminals":"exclude","answers":"first","redraws":0,"errorsThreshold":1,' +
  '"repeats":"keep","errorTest":"substring","deadEnd":"ignore","output":"msft","choice":{"rule":"top-majority","count":4}}';

const MODEL: ModelSearch = {
  search: { choice: { rule: "majority" }, rollouts: 16, candidates: 8, answerCandidates: 2, temperature: 0.7 },
  agreement: { votes: 3, share: 0.6 },
  retries: 3,
};
const AGREED = { rollouts: 4, tokens: 900, answers: ["1", "1", "1"], correct: 0 };

Deno.test("searchDefaults() keeps the text of options that traces hold", () => {
  assert.equal(JSON.stringify(searchDefaults({}).search), PAPER);
  assert.equal(JSON.stringify(searchDefaults({}, { preset: "msft" }).search), MSFT);
  const own = PAPER.replace(
    '"candidates":32,"answerCandidates":32,"rollouts":8',
    '"candidates":4,"answerCandidates":2,"rollouts":9',
  )
    .replace('"maxDepth":16', '"maxDepth":5').replace('"temperature":1', '"temperature":0.2').replace(
      "ppm-best",
      "majority",
    );
  const asked = { temperature: 0.2, depth: 5, candidates: 4, rollouts: 9 };
  assert.equal(JSON.stringify(searchDefaults(MODEL, asked).search), own);
});

Deno.test("the schema's order of options is the presets'", () => {
  for (const preset of Object.values<SearchOptions>(PRESETS)) {
    const shuffled = Object.fromEntries(Object.entries(preset).reverse());
    assert.equal(JSON.stringify(searchOptionsSchema.parse(shuffled)), JSON.stringify(preset));
  }
});

Deno.test("searchDefaults() lets a preset replace the model's default", () => {
  const { search, stop, retries } = searchDefaults(MODEL, { preset: "paper" });
  assert.deepEqual([search, stop(AGREED), retries], [PRESETS.paper, null, 0]);
});

Deno.test("searchDefaults() ends a search by the model's agreement, but not where rollouts are asked for", () => {
  assert.equal(searchDefaults(MODEL).stop(AGREED), "agreement");
  assert.equal(searchDefaults(MODEL, { rollouts: 64 }).stop(AGREED), null);
  assert.equal(searchDefaults(MODEL, { rollouts: 64 }).retries, 3);
});

Deno.test("searchDefaults() asks for no more answers than candidates", () => {
  const { candidates, answerCandidates } = searchDefaults({}, { candidates: 5 }).search;
  assert.deepEqual([candidates, answerCandidates], [5, 5]);
});

Deno.test("searchDefaults() bounds a search by its budget of tokens", () => {
  assert.equal(searchDefaults({}, { budgetTokens: 900 }).tokens, 900);
  assert.equal("tokens" in searchDefaults({}), false);
});

Deno.test("searchDefaults() makes a search larger or smaller by its effort", () => {
  const chains: ModelSearch = {
    search: { candidates: 1, rollouts: 1 },
    trees: 4,
    more: { trees: 16, confidence: 0.7 },
    agreement: { votes: 4, share: 0.6 },
  };
  const of = (model: ModelSearch, effort?: "low" | "medium" | "high") => {
    const { trees, more, search: { rollouts }, stop } = searchDefaults(model, { effort });
    const ended = [2, 3, 4, 5, 6, 7, 8].find((votes) => stop({ ...AGREED, answers: Array(votes).fill("1") }));
    return { trees, more: more?.trees, rollouts, votes: ended };
  };
  assert.deepEqual(of(chains), of(chains, "medium"));
  assert.deepEqual(of(chains, "low"), { trees: 4, more: 4, rollouts: 1, votes: 2 });
  assert.deepEqual(of(chains, "medium"), { trees: 4, more: 16, rollouts: 1, votes: 4 });
  assert.deepEqual(of(chains, "high"), { trees: 4, more: 64, rollouts: 1, votes: 8 });
  assert.deepEqual(of(MODEL, "high"), { trees: 1, more: undefined, rollouts: 64, votes: 6 });
  assert.deepEqual(of(MODEL, "low"), { trees: 1, more: undefined, rollouts: 4, votes: 2 });
  assert.equal(searchDefaults(MODEL, { effort: "high", rollouts: 3 }).search.rollouts, 3);
  assert.equal(searchDefaults(chains, { trees: 2 }).more, undefined, "the trees were counted");
});
