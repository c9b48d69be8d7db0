import assert from "node:assert/strict";
import { type Axis, type Line, lineChart, type LinePoint, thinCurve } from "./line_chart.ts";

const ABOUT = { id: "c", title: "t", description: "d" };
const X: Axis = { label: "tokens", format: String };
const Y: Axis = { label: "loss", format: String };

function draw(lines: readonly Line[], axes: { x?: Axis; y?: Axis } = {}): string {
  return lineChart(ABOUT, { x: X, y: Y, ...axes, lines }).text;
}

/** The points of each line, as numbers. */
function paths(svg: string): number[][] {
  return [...svg.matchAll(/class="line[^"]*"[^>]* d="([^"]*)"/g)].map(([, d]) => d.match(/[\d.]+/g)?.map(Number) ?? []);
}

const ticks = (svg: string): string[] => [...svg.matchAll(/class="tick">([^<]*)</g)].map(([, text]) => text);

Deno.test("lineChart() draws from the first to the last value, higher ones higher", () => {
  const [[x0, y0, x1, y1]] = paths(
    draw([{ label: "a", color: "red", points: [[0, 1], [10, 5]] }], { x: { ...X, ticks: [0, 20] } }),
  );
  const [[, , right]] = paths(
    draw([{ label: "a", color: "red", points: [[0, 1], [20, 5]] }], { x: { ...X, ticks: [0, 20] } }),
  );
  assert.ok(y1 < y0);
  assert.ok(Math.abs(x1 - (x0 + right) / 2) < 0.02, "a line ends where its data end, not at the edge");
});

Deno.test("lineChart() leaves gaps, and no NaN", () => {
  const svg = draw([
    { label: "a", color: "red", points: [[0, 1], [1, null], [2, 3], [3, 2]] },
    { label: "none", color: "blue", points: [[0, null]] },
    { label: "empty", color: "blue", points: [] },
  ]);
  assert.match(svg, / d="M[\d.,]+h0M[\d.,]+L[\d.,]+"/);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
  assert.ok(!svg.includes(">none<") && !svg.includes(">empty<"), "no label without a line");
});

Deno.test("lineChart() draws a single point", () => {
  const svg = draw([{ label: "a", color: "red", points: [[1, 0.5]] }], { x: { ...X, ticks: [1] } });
  assert.doesNotMatch(svg, /NaN/);
  assert.equal(svg.match(/class="dot"/g)?.length, 1);
});

Deno.test("lineChart() labels ends apart from each other", () => {
  const svg = draw(["a", "b", "c"].map((label) => ({ label, color: "red", points: [[0, 1], [1, 2]] })));
  const heights = [...svg.matchAll(/y="([\d.]+)" class="end"/g)].map(([, y]) => Number(y)).sort((a, b) => a - b);
  assert.equal(heights.length, 3);
  assert.ok(heights[1] - heights[0] >= 11.9 && heights[2] - heights[1] >= 11.9, String(heights));
});

Deno.test("lineChart() is logarithmic only where asked, for wide and positive data", () => {
  const line = (low: number): Line => ({ label: "", color: "red", points: [[0, 4], [1, low]] });
  const y = { ...Y, log: true };
  assert.deepEqual(ticks(draw([line(0.1)], { y })).slice(0, 6), ["0.1", "0.2", "0.5", "1", "2", "5"]);
  assert.deepEqual(ticks(draw([line(3)], { y })).slice(0, 2), ["3", "3.2"]);
  assert.deepEqual(ticks(draw([line(0)], { y })).slice(0, 2), ["0", "1"]);
  assert.deepEqual(ticks(draw([line(0.1)])).slice(0, 2), ["0", "1"]);
});

Deno.test("lineChart() escapes labels", () => {
  const svg = draw([{ label: "<b>", color: "red", points: [[0, 1]] }]);
  assert.ok(svg.includes("&lt;b&gt;") && !svg.includes("<b>"));
});

Deno.test("thinCurve() leaves a short curve alone", () => {
  const points: LinePoint[] = [[0, 1], [1, null], [2, 3]];
  assert.equal(thinCurve(points), points);
});

Deno.test("thinCurve() keeps ends, extremes and gaps in their order", () => {
  const points = Array.from({ length: 10_001 }, (_, x): LinePoint => [x, x === 4321 ? null : Math.sin(x)]);
  points[5000] = [5000, 99];
  points[7000] = [7000, -99];
  const thin = thinCurve(points, 400);
  assert.ok(thin.length <= 420, String(thin.length));
  const xs = thin.map(([x]) => x);
  assert.deepEqual(xs, xs.toSorted((a, b) => a - b));
  for (const x of [0, 4321, 5000, 7000, 10_000]) assert.ok(xs.includes(x), String(x));
});
