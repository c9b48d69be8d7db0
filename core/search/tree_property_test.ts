import assert from "node:assert/strict";
import fc from "fast-check";
import { uniform } from "../random.ts";
import type { Expansion, ToldStep } from "./step.ts";
import { type Node, walk } from "./node.ts";
import { qValue } from "./uct.ts";
import type { SearchOptions } from "./options.ts";
import type { Reward } from "./rules/reward.ts";
import { answer, broken, code, end, small } from "./testing/scripted_steps.ts";
import { replay, type TraceLine } from "./trace.ts";
import { Tree, type TreeInit } from "./tree.ts";

const OPTIONS = fc.record<Partial<SearchOptions>>({
  candidates: fc.integer({ min: 1, max: 4 }),
  rollouts: fc.integer({ min: 1, max: 30 }),
  maxDepth: fc.integer({ min: 2, max: 6 }),
  exploration: fc.constantFrom(0, 0.5, 2),
  unvisited: fc.constantFrom("infinity" as const, "zero" as const),
  terminals: fc.constantFrom("revisit" as const, "exclude" as const),
  deadEnd: fc.constantFrom("ignore" as const, "penalize" as const),
});
const INIT = fc.record({
  options: OPTIONS.map((options) => small(options)),
  reward: fc.constantFrom<Reward>("ground-truth", "ppm", "self-consistency"),
  seed: fc.nat(),
  question: fc.constant("q"),
});

/** What a world made from `seed` answers: the same ask always gets the same expansion. */
function world(tree: Tree): Expansion | null {
  const ask = tree.ask();
  if (!ask) return null;
  const steps = ask.seeds.map((seed, index): ToldStep => {
    const random = uniform(seed);
    const kind = random();
    const ppm = tree.init.reward === "ppm" ? random() * 2 - 1 : null;
    const told = { ppm, logProbability: -random() };
    if (ask.node.kind === "end-of-code") {
      return answer(String(Math.floor(random() * 3)), { ...told, correct: random() < 0.4 });
    }
    if (kind < 0.2) return broken(`${index}`);
    return kind < 0.6 ? code(`${index}`, told) : end(`${index}`, told);
  });
  return { path: ask.node.path, tokens: 7 * steps.length, steps };
}

function play(tree: Tree, tells = Infinity): Expansion[] {
  const told: Expansion[] = [];
  while (told.length < tells) {
    const expansion = world(tree);
    if (!expansion) break;
    tree.tell(expansion);
    told.push(expansion);
  }
  return told;
}

const picture = (tree: Tree) =>
  [...walk(tree.root)].map((
    node,
  ) => [node.path, node.text, node.visits, node.valueSum, node.closed, node.answers, node.invalid]);
const prior = (node: Node): number => node.invalid || (node.ppm !== null && node.answer === null) ? 1 : 0;
const trace = (init: TreeInit, told: readonly Expansion[]): TraceLine[] => [
  { type: "tree", problem: { id: "p", question: init.question }, tree: 0, init },
  ...told.map((expansion) => ({ type: "tell" as const, problem: "p", tree: 0, expansion })),
];

Deno.test("Tree keeps Q within [-1, 1] and its visits add up, whatever it is told", () => {
  fc.assert(fc.property(INIT, (init) => {
    const tree = new Tree(init);
    play(tree);
    assert.ok(tree.rollouts <= init.options.rollouts);
    assert.ok(tree.exhausted || tree.rollouts === init.options.rollouts);
    for (const node of walk(tree.root)) {
      assert.ok(Math.abs(qValue(node)) <= 1 + 1e-9, `Q of ${node.path}`);
      const below = node.children.reduce((sum, child) => sum + child.visits - prior(child), 0);
      const own = node.visits - prior(node);
      if (node.children.length > 0) assert.equal(own - below, deadEnds(node, init), `visits of ${node.path}`);
      assert.equal(node.answers, [...walk(node)].filter((n) => n.answer !== null).length);
    }
  }));
});

/** Back-ups that began at the node itself: one where all its children were invalid and that is penalized. */
function deadEnds(node: Node, init: TreeInit): number {
  return init.options.deadEnd === "penalize" && node.children.every((child) => child.invalid) ? 1 : 0;
}

Deno.test("replay() gives back the live tree, and going on from any prefix of tells equals never having stopped", () => {
  fc.assert(fc.property(INIT, fc.nat(), (init, cut) => {
    const live = new Tree(init);
    const told = play(live);
    const [replayed] = replay(JSON.parse(JSON.stringify(trace(init, told))));
    assert.deepEqual(picture(replayed.tree), picture(live));
    const [resumed] = replay(trace(init, told.slice(0, cut % (told.length + 1))));
    play(resumed.tree);
    assert.deepEqual(picture(resumed.tree), picture(live));
  }));
});

Deno.test("after any tells Q, N and what is asked for are those of a replay, and asking changes nothing", () => {
  fc.assert(
    fc.property(INIT, (init) => {
      const live = new Tree(init);
      const told: Expansion[] = [];
      for (let expansion = world(live); expansion; expansion = world(live)) {
        live.tell(expansion);
        told.push(expansion);
        const settled = picture(live);
        const [{ tree }] = replay(trace(init, told));
        assert.deepEqual(picture(tree), settled);
        assert.deepEqual([tree.ask()?.node.path, tree.rollouts, tree.found.map(({ path }) => path)], [
          live.ask()?.node.path,
          live.rollouts,
          live.found.map(({ path }) => path),
        ]);
        assert.deepEqual(picture(live), settled);
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("Tree finds the good first move of games whose values are known", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 }), fc.nat(), (good, seed) => {
      // Depth 10, width 3: below the good first move three leaves in ten win, below the others none.
      const tree = new Tree({
        question: "game",
        seed,
        reward: "ground-truth",
        options: small({ candidates: 3, rollouts: 300, exploration: 2, maxDepth: 12 }),
      });
      for (let ask = tree.ask(); ask; ask = tree.ask()) {
        const { path, depth } = ask.node;
        const wins = path.startsWith(`${good}`) && uniform(ask.seeds[0])() < 0.3;
        const steps = depth < 8
          ? ask.seeds.map((_, index) => code(`${index}`))
          : depth === 8
          ? [end("play")]
          : [answer("x", { correct: wins })];
        tree.tell({ path, tokens: 1, steps });
      }
      const visits = tree.root.children.map((child) => child.visits);
      assert.equal(visits.indexOf(Math.max(...visits)), good, `${visits}`);
    }),
    { numRuns: 12, seed: 7 },
  );
});
