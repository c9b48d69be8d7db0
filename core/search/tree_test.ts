import assert from "node:assert/strict";
import { walk } from "./node.ts";
import { qValue } from "./uct.ts";
import { PRESETS } from "./presets.ts";
import type { Reward } from "./rules/reward.ts";
import { answer, broken, code, end, play, ran, small } from "./testing/scripted_steps.ts";
import { Tree } from "./tree.ts";

const tree = (more: Parameters<typeof small>[0] = {}, reward: Reward = "ground-truth"): Tree =>
  new Tree({ question: "q", options: small(more), reward, seed: 1 });
const table = (of: Tree) =>
  Object.fromEntries([...walk(of.root)].map((node) => [node.path, [node.visits, qValue(node)]]));
const wrong = answer("0", { correct: false });
const right = answer("7", { correct: true });

/** Two first steps; below each, two programs; only 1.0 is right. */
const SCRIPT = {
  "": [code("a"), code("b"), code("c")],
  "0": [end("a0"), end("a1")],
  "0.0": [wrong],
  "0.1": [wrong],
  "1": [end("b0"), broken("b1")],
  "1.0": [right],
  "2": [end("c0")],
  "2.0": [wrong],
};

Deno.test("Tree follows Eq. 1 and 2 as worked out by hand under the paper's options", () => {
  const t = tree({ rollouts: 3 });
  // Unvisited children come first: rollout 1 goes to 0, rollout 2 to 1, rollout 3 to 2.
  assert.deepEqual(play(t, SCRIPT), ["", "0", "0.0", "1", "1.0", "2", "2.0"]);
  assert.deepEqual(table(t), {
    "": [3, -1 / 3],
    "0": [1, -1],
    "0.0": [1, -1],
    "0.0.0": [1, -1],
    "0.1": [0, 0],
    "1": [1, 1],
    "1.0": [1, 1],
    "1.0.0": [1, 1],
    "1.1": [1, -1], // invalid: local value -1, not backed up
    "2": [1, -1],
    "2.0": [1, -1],
    "2.0.0": [1, -1],
  });
});

Deno.test("Tree revisits the best terminal under the paper's options", () => {
  const t = tree({ rollouts: 4 });
  // Rollout 4: UCT(1) = 1 + 2·sqrt(ln 3) beats -1 + 2·sqrt(ln 3); 1.0.0 is visited again, nothing is expanded.
  assert.deepEqual(play(t, SCRIPT), ["", "0", "0.0", "1", "1.0", "2", "2.0"]);
  assert.deepEqual([t.root.visits, t.root.children[1].visits, qValue(t.root)], [4, 2, 0]);
  assert.equal(t.found.length, 3, "a terminal visited twice is one trajectory");
});

Deno.test("Tree starves an unvisited sibling under the official code's options, as worked out by hand", () => {
  const { unvisited, terminals, answers } = PRESETS.msft;
  const t = tree({ rollouts: 3, unvisited, terminals, answers });
  // Rollout 1: all score 0, the first wins. Rollout 2: 0 has -1 + 2·sqrt(ln 1) = -1, so 1 (score 0) before 2 (score 0).
  // Rollout 3: 1 is closed; 0 has -1 + 2·sqrt(ln 2) = 0.67 > 0 = score of 2, which stays unvisited.
  assert.deepEqual(play(t, SCRIPT), ["", "0", "0.0", "1", "1.0", "0.1"]);
  assert.deepEqual([t.root.visits, t.root.children[0].visits, t.root.children[2].visits], [3, 2, 0]);
});

Deno.test("Tree starts each step at its PPM score and backs the PPM's terminal score up (Eq. 3), as worked out by hand", () => {
  const t = tree({ rollouts: 2 }, "ppm");
  const asked = play(t, {
    "": [code("a", { ppm: 0.25 }), code("b", { ppm: 0.5 })],
    "1": [end("b0", { ppm: 0.75 })],
    "1.0": [answer("7", { ppm: -0.5 })],
    "0": [end("a0", { ppm: 0 })],
    "0.0": [answer("8", { ppm: 1 })],
  });
  // Rollout 1: N(root) = 0, so greedy on the PPM: 1. Back-up of -0.5: q(1) = 0.5 - 0.5 = 0, N = 2.
  // Rollout 2: N(root) = 1, ln 1 = 0: UCT(0) = 0.25 > UCT(1) = 0.
  assert.deepEqual(asked, ["", "1", "1.0", "0", "0.0"]);
  assert.deepEqual(table(t), {
    "": [2, 0.25],
    "0": [2, 0.625],
    "0.0": [2, 0.5],
    "0.0.0": [1, 1],
    "1": [2, 0],
    "1.0": [2, 0.125],
    "1.0.0": [1, -0.5],
  });
});

Deno.test("Tree rewards agreement where there is neither ground truth nor PPM", () => {
  const t = tree({}, "self-consistency");
  play(t, { "": [end("a"), end("b"), end("c")], "0": [answer("7")], "1": [answer("7")], "2": [answer("8")] });
  assert.deepEqual(t.root.children.map(qValue), [0, 2 * 2 / 3 - 1, 2 * 1 / 4 - 1]);
});

Deno.test("Tree ends a rollout at a dead end and never enters it again", () => {
  const script = { "": [code("a"), code("b")], "0": [broken("x"), broken("y")], "1": [end("b0")], "1.0": [right] };
  const ignored = tree();
  assert.deepEqual(play(ignored, script), ["", "0", "1", "1.0"]);
  assert.deepEqual([ignored.rollouts, ignored.root.visits, ignored.exhausted], [2, 1, true]);
  const penalized = tree({ deadEnd: "penalize" });
  play(penalized, script);
  assert.deepEqual([penalized.root.visits, qValue(penalized.root.children[0])], [2, -1]);
});

Deno.test("Tree says it is exhausted when no candidate of the root is valid", () => {
  const t = tree();
  assert.deepEqual(play(t, { "": [broken("a"), { ...code("b"), text: "cut" }] }), [""]);
  assert.deepEqual(t.root.children.map((child) => child.invalid), ["code-error", "unparsable"]);
  assert.deepEqual([t.exhausted, t.rollouts, t.found.length], [true, 1, 0]);
});

Deno.test("Tree keeps failing steps up to the threshold and resets the count after a step that ran", () => {
  const t = tree({ errorsThreshold: 2 });
  play(t, { "": [broken("a")], "0": [broken("b"), code("c")], "0.1": [broken("d")] });
  const [first] = t.root.children;
  assert.deepEqual([first.invalid, first.consecutiveErrors], [null, 1]);
  assert.deepEqual(first.children.map((child) => child.invalid), ["code-error", null]);
  assert.equal(first.children[1].children[0].consecutiveErrors, 1);
});

Deno.test("Tree drops a step that does again what an earlier one did only where asked to", () => {
  const script = {
    "": [code("from sympy import *\n# Let x be 1.\nx = 1")],
    "0": [code("# Again.\nx = 1"), code("# Let y be 1.\ny = 1"), code("# Only words."), code("if x:\n    x = 1")],
    "0.2": [code("# Only words."), code("# Other words.")],
  };
  const reasons = (repeats: "keep" | "drop") => {
    const t = tree({ repeats });
    play(t, script);
    const [first] = t.root.children;
    return [...first.children, ...first.children[2].children].map(({ invalid }) => invalid);
  };
  assert.deepEqual(reasons("drop"), ["repeated", null, null, null, "repeated", null]);
  assert.deepEqual(reasons("keep"), [null, null, null, null, null, null]);
});

Deno.test("Tree tells an error by the official substring only where asked to", () => {
  const told = code("a", { observation: ran("relative error: 0.1") });
  const [byStatus, bySubstring] = [tree(), tree({ errorTest: "substring" })];
  play(byStatus, { "": [told] });
  play(bySubstring, { "": [told] });
  assert.deepEqual([byStatus.root.children[0].invalid, bySubstring.root.children[0].invalid], [null, "code-error"]);
});

Deno.test("Tree cuts trajectories that are too deep", () => {
  const t = tree({ maxDepth: 3 });
  play(t, {
    "": [code("a")],
    "0": [code("b"), end("b1")],
    "0.0": [code("c"), answer("1", { correct: true })],
    "0.1": [right],
  });
  assert.deepEqual(t.root.children[0].children[0].children.map((child) => child.invalid), ["too-deep", null]);
  assert.equal(t.found.length, 2);
});

Deno.test("Tree.ask() gives the program's output to the policy, and seeds that depend on the path alone", () => {
  const [a, b] = [tree(), tree()];
  const first = a.ask()!;
  assert.deepEqual(first.seeds, b.ask()!.seeds);
  assert.deepEqual(a.ask(), first, "asking again before telling changes nothing");
  a.tell({ path: "", tokens: 1, steps: [end("print(7)")] });
  const next = a.ask()!;
  assert.equal(next.prefix.solution, "print(7)\n<end_of_code>\n<output>7<end_of_output>\n");
  assert.equal(next.seeds.length, 1, "answerCandidates");
  assert.notDeepEqual(next.seeds, first.seeds.slice(0, 1));
});

Deno.test("Tree shows the policy all that the program printed, or the official interpreter's result", () => {
  const printing = {
    "": [code("print(1)", { observation: ran("1") })],
    "0": [end("print(2)", { observation: ran("2") })],
  };
  const [plain, official] = [tree(), tree({ output: "msft" })];
  for (const t of [plain, official]) {
    for (const path of ["", "0"] as const) {
      t.tell({ path, tokens: 1, steps: printing[path] });
    }
  }
  assert.match(plain.ask()!.prefix.solution, /<output>1\n2<end_of_output>/);
  assert.match(official.ask()!.prefix.solution, /<output>2<end_of_output>/);
});

Deno.test("Tree.tell() refuses an expansion that was not asked for", () => {
  const t = tree();
  assert.throws(() => t.tell({ path: "0", tokens: 0, steps: [] }), /node "" was asked for/);
  t.tell({ path: "", tokens: 0, steps: [] });
  assert.throws(() => t.tell({ path: "", tokens: 0, steps: [] }), {
    name: "RangeError",
    message: /none was asked for/,
  });
});
