import assert from "node:assert/strict";
import { type Bar, barChart } from "./bar_chart.ts";

const ABOUT = { id: "c", title: "t", description: "d" };
const PARTS = [{ label: "right", color: "blue" }, { label: "wrong", color: "red" }];

function draw(bars: readonly Bar[], shared = false): string {
  return barChart(ABOUT, { parts: PARTS, bars, format: String, shared }).text;
}

interface Rect {
  readonly x: number;
  readonly width: number;
}

const rects = (svg: string): Rect[] =>
  [...svg.matchAll(/<rect class="bar" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(([, x, width]) => ({
    x: Number(x),
    width: Number(width),
  }));

Deno.test("barChart() stacks parts one behind the other, in proportion", () => {
  const [a, b, c] = rects(draw([{ label: "1", values: [10, 30] }, { label: "2", values: [20, 0] }]));
  assert.ok(Math.abs(b.x - (a.x + a.width)) < 0.02);
  assert.ok(Math.abs(b.width / a.width - 3) < 0.01);
  assert.ok(Math.abs(c.width / a.width - 2) < 0.01);
  assert.equal(rects(draw([{ label: "1", values: [10, 0] }])).length, 1);
});

Deno.test("barChart() gives each bar the full length where it shows shares", () => {
  const [a, b, c, d] = rects(draw([{ label: "1", values: [1, 3] }, { label: "2", values: [100, 100] }], true));
  assert.ok(Math.abs(a.width + b.width - c.width - d.width) < 0.05);
  assert.ok(Math.abs(a.width / b.width - 1 / 3) < 0.01);
});

Deno.test("barChart() draws no bar for nothing, and no NaN", () => {
  for (const shared of [false, true]) {
    const svg = draw([{ label: "1", values: [0, 0], total: "none" }], shared);
    assert.equal(rects(svg).length, 0);
    assert.doesNotMatch(svg, /NaN|Infinity/);
    assert.match(svg, />none</);
  }
});

Deno.test("barChart() writes a value in a bar only where it fits", () => {
  const svg = draw([{ label: "1", values: [1, 999] }]);
  assert.deepEqual([...svg.matchAll(/class="on">([^<]*)</g)].map(([, text]) => text), ["999"]);
});
