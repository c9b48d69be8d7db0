import assert from "node:assert/strict";
import { cut, drawing, linePath } from "./svg.ts";

Deno.test("linePath() ends where the data end", () => {
  assert.equal(linePath([[0, 10], [1.005, 2 / 3], [20, 30]]), "M0,10L1,0.67L20,30");
});

Deno.test("linePath() leaves a gap for null, and shows a point alone as a dot", () => {
  assert.equal(linePath([[0, 0], [1, 1], null, [3, 3], null, [5, 5], [6, 6]]), "M0,0L1,1M3,3h0M5,5L6,6");
  assert.equal(linePath([[4, 2]]), "M4,2h0");
  assert.equal(linePath([null]), "");
});

Deno.test("drawing() is an image with a title and a description", () => {
  const { text } = drawing({ id: "x", title: "a < b", description: "c & d" }, 100, "");
  assert.equal(
    text,
    '<svg viewBox="0 0 360 100" role="img" aria-labelledby="x-title x-desc">' +
      '<title id="x-title">a &lt; b</title><desc id="x-desc">c &amp; d</desc></svg>',
  );
});

Deno.test("cut() counts characters, not code units", () => {
  assert.deepEqual([cut("𝑥𝑦", 2), cut("𝑥𝑦𝑧", 2)], ["𝑥𝑦", "𝑥…"]);
});
