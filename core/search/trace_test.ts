import assert from "node:assert/strict";
import { PRESETS } from "./presets.ts";
import { parseTrace } from "./trace.ts";

const INIT = { question: "q", options: PRESETS.paper, reward: "self-consistency", seed: 1 };
const TREE = { type: "tree", problem: { id: "p", question: "q" }, tree: 0, init: INIT };
const STEP = { text: "x = 1", logProbability: -1, observation: null, ppm: null, answer: null };
const EXPANSION = { path: "", tokens: 5, steps: [STEP] };
const TELL = { type: "tell", problem: "p", tree: 0, expansion: EXPANSION };

Deno.test("parseTrace() takes the lines of a trace, with fields that it does not know", () => {
  const lines = [TREE, { ...TELL, later: 1 }];
  assert.deepEqual(parseTrace(lines.map((line) => JSON.stringify(line)).join("\n\n")), lines);
});

Deno.test("parseTrace() refuses a line that a tree cannot take, and says which", () => {
  const { rollouts: _, ...options } = PRESETS.paper;
  for (
    const line of [
      null,
      7,
      { type: "constructor" },
      { ...TREE, problem: "p" },
      { ...TREE, init: { ...INIT, options } },
      { ...TREE, init: { ...INIT, reward: "none" } },
      { ...TELL, expansion: { ...EXPANSION, steps: {} } },
      { ...TELL, expansion: { ...EXPANSION, steps: [{ ...STEP, text: 1 }] } },
      { ...TELL, expansion: { ...EXPANSION, steps: [{ ...STEP, observation: {} }] } },
      { ...TELL, expansion: { ...EXPANSION, tokens: "5" } },
    ]
  ) {
    const text = `${JSON.stringify(TREE)}\n${JSON.stringify(line)}`;
    assert.throws(() => parseTrace(text), { name: "RangeError", message: "line 2 is neither a tree nor a tell" }, text);
  }
});
