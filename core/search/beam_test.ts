import assert from "node:assert/strict";
import { Beam, searchBeam } from "./beam.ts";
import { answer, broken, code, end, small } from "./testing/scripted_steps.ts";
import type { ToldStep } from "./step.ts";

const beam = (width: number) => new Beam({ question: "q", options: small(), seed: 1, width });

/** Plays a script of expansions by path; returns the paths level by level. */
function play(of: Beam, script: Readonly<Record<string, readonly ToldStep[]>>): string[][] {
  const levels: string[][] = [];
  for (let asks = of.asks(); asks.length > 0; asks = of.asks()) {
    levels.push(asks.map(({ node }) => node.path));
    of.tell(asks.map(({ node: { path } }) => ({ path, tokens: 10, steps: script[path] ?? [] })));
  }
  return levels;
}

Deno.test("Beam keeps the best steps of a level over all its nodes, and an answer takes a place", () => {
  const searched = beam(2);
  const levels = play(searched, {
    "": [code("a", { ppm: 0.1 }), code("b", { ppm: 0.5 }), broken("c"), code("d", { ppm: 0.4 })],
    "1": [end("b0", { ppm: 0.2 }), end("b1", { ppm: 0.3 })],
    "3": [end("d0", { ppm: 0.9 }), end("d1", { ppm: -0.9 })],
    "3.0": [answer("7", { ppm: 0.8 })],
    "1.1": [answer("8", { ppm: 0.6 }), code("more", { ppm: 0.7 })],
    "1.1.1": [answer("9", { ppm: 0.7 })],
  });
  // Level 1: 0.5 and 0.4 of three that run. Level 2: 0.9 and 0.3. Level 3: 7 (0.8) and the step (0.7); 8 (0.6) is cut.
  assert.deepEqual(levels, [[""], ["1", "3"], ["3.0", "1.1"], ["1.1.1"]]);
  assert.deepEqual(searched.found.map((leaf) => leaf.answer), ["7", "9"]);
  assert.equal(searched.choice()?.answer, "7");
  assert.equal(searched.tokens, 60);
});

Deno.test("Beam ends without an answer where no step is valid, and takes no expansion it did not ask for", () => {
  const searched = beam(2);
  assert.deepEqual(play(searched, { "": [broken("a")] }), [[""]]);
  assert.equal(searched.choice(), null);
  assert.throws(() => beam(2).tell([{ path: "1", tokens: 0, steps: [] }]), /node "1"/);
  assert.throws(() => beam(2).tell([]), /missing/);
});

Deno.test("searchBeam() wants a PPM", async () => {
  const ports = { policy: { propose: () => assert.fail() }, verifier: { run: () => assert.fail() } } as never;
  await assert.rejects(searchBeam({ question: "q", options: small(), seed: 1, width: 2 }, ports), /without a PPM/);
});
