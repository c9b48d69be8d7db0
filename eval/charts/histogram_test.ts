import assert from "node:assert/strict";
import { histograms } from "./histogram.ts";

const ABOUT = { id: "c", title: "t", description: "d" };
const BINS = { label: "depth", name: (bin: number) => `depth ${bin + 1}`, ticks: [{ at: 0.5, label: "1" }] };

function draw(...counts: readonly number[][]): string {
  return histograms(ABOUT, {
    bins: BINS,
    panels: counts.map((counts, i) => ({ label: `p${i}`, counts, color: "red" })),
  }).text;
}

const heights = (svg: string): number[] => [...svg.matchAll(/height="([\d.]+)"/g)].map(([, height]) => Number(height));

Deno.test("histograms() have one scale for all panels", () => {
  const [a, b, c] = heights(draw([5, 10], [20]));
  assert.deepEqual([b / a, c / b], [2, 2]);
});

Deno.test("histograms() write the count of the largest bin, and name each", () => {
  const svg = draw([5, 10]);
  assert.match(svg, /<title>depth 2: 10<\/title>/);
  assert.equal(svg.match(/>10<\/text>/g)?.length, 1);
  assert.doesNotMatch(svg, />5<\/text>/);
});

Deno.test("histograms() draw nothing of nothing", () => {
  assert.doesNotMatch(draw([], [0, 0]), /NaN|Infinity/);
});
