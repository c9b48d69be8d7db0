import assert from "node:assert/strict";
import { accuracyChart, type AccuracyLine } from "./accuracy_chart.ts";

const point = (share: number) => ({ share, low: share - 0.05, high: share + 0.05 });
const LINES: AccuracyLine[] = [
  { label: "search", points: [point(0.5), point(0.7), point(0.9)] },
  { label: "a < b", points: [point(0.4), point(0.4), point(0.6)] },
];
const CHART = {
  title: "Accuracy & budget",
  xLabel: "rollouts",
  budgets: [["1", "90"], ["2", "180"], ["4", "360"]] as const,
  lines: LINES,
};

/** Heights of the dots of each line. */
function heights(svg: string): number[] {
  return [...svg.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => Number(y));
}

Deno.test("accuracyChart() puts higher shares higher, on one scale", () => {
  const svg = accuracyChart(CHART);
  const [a, b, c, d, e, f] = heights(svg);
  assert.ok(a > b && b > c && d === e && e > f);
  assert.ok(Math.abs((a - b) - (b - c)) < 0.2 && Math.abs((a - b) - (e - f)) < 0.2, "0.2 is as high everywhere");
});

Deno.test("accuracyChart() holds every interval between its first and its last tick", () => {
  const svg = accuracyChart(CHART);
  const grid = [...svg.matchAll(/<path d="M52 ([\d.]+)H/g)].map(([, y]) => Number(y));
  const ends = [...svg.matchAll(/<path d="M[\d.]+ ([\d.]+)V([\d.]+)"/g)].flatMap(([, low, high]) => [+low, +high]);
  assert.equal(ends.length, 12);
  assert.ok(Math.max(...ends) <= grid[0] && Math.min(...ends) >= grid.at(-1)!);
});

Deno.test("accuracyChart() escapes texts and names its points", () => {
  const svg = accuracyChart(CHART);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
  assert.ok(svg.includes("Accuracy &amp; budget") && svg.includes("a &lt; b") && !svg.includes("a < b"));
  assert.ok(svg.includes("<title>search: 50.0 (45.0–55.0)</title>"));
});

Deno.test("accuracyChart() draws one budget, and refuses a line that has not all of them", () => {
  const one = { ...CHART, budgets: CHART.budgets.slice(0, 1) };
  const svg = accuracyChart({ ...one, lines: [{ label: "x", points: [{ share: 0, low: 0, high: 0 }] }] });
  assert.ok(!svg.includes("NaN"));
  assert.throws(() => accuracyChart(one), RangeError);
});
