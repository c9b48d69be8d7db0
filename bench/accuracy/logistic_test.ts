import assert from "node:assert/strict";
import { uniform } from "@rstar/core";
import { crossValidated, fitLogistic, predict, type Row } from "./logistic.ts";
import { areaUnderCurve, calibrationError, reliability } from "./reliability.ts";

/** Rows of a known model: 1/(1 + exp(−(0.5 + 2a − 3b))), a in [0, 1) and b in [10, 12). */
const draw = uniform(1);
const ROWS: readonly Row[] = Array.from({ length: 5000 }, (): Row => {
  const [a, b] = [draw(), 10 + 2 * draw()];
  const p = 1 / (1 + Math.exp(-(0.5 + 2 * a - 3 * (b - 11))));
  return { values: [a, b], right: draw() < p };
});

Deno.test("fitLogistic() finds the weights that made the data", () => {
  const { intercept, weights: [a, b] } = fitLogistic(ROWS);
  assert.ok(Math.abs(a - 2) < 0.4 && Math.abs(b + 3) < 0.3, `${a}, ${b}`);
  assert.ok(Math.abs(intercept - 33.5) < 3, `${intercept}`);
  assert.ok(predict({ intercept, weights: [a, b] }, [1, 10]) > 0.95);
});

Deno.test("a model of the data's own kind is calibrated where it was not fitted", () => {
  const forecasts = crossValidated(ROWS).map((probability, index) => ({ probability, right: ROWS[index].right }));
  assert.ok(calibrationError(forecasts) < 0.03);
  assert.ok(areaUnderCurve(forecasts) > 0.8);
  assert.ok(reliability(forecasts).every(({ said, from }) => said >= from && said <= from + 0.1));
});

Deno.test("areaUnderCurve() and calibrationError() by hand", () => {
  const forecasts = [[0.9, true], [0.8, false], [0.3, true], [0.3, false]] as const;
  const rows = forecasts.map(([probability, right]) => ({ probability, right }));
  assert.equal(areaUnderCurve(rows), (1 + 1 + 0 + 0.5) / 4);
  assert.ok(Math.abs(calibrationError(rows) - (0.1 + 0.8 + 2 * 0.2) / 4) < 1e-12);
});
