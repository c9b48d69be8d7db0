import assert from "node:assert/strict";
import { duration, measured, moment, percent, plural, shareText, short, terminalDuration, whole } from "./format.ts";

const plain = (text: string): string => text.replaceAll(/[\u2009\u00a0]/g, " ");

Deno.test("whole() groups digits by three", () => {
  assert.deepEqual([0, 999, 1000, 1234567, 99.6].map(whole).map(plain), ["0", "999", "1 000", "1 234 567", "100"]);
});

Deno.test("short() keeps three digits", () => {
  const values = [0, 0.25, 999, 1000, 1250, 31_400_000, 2e9, -1500];
  assert.deepEqual(values.map(short).map(plain), ["0", "0.25", "999", "1 k", "1.25 k", "31.4 M", "2 G", "-1.5 k"]);
});

Deno.test("measured() keeps four digits", () => {
  assert.deepEqual([0.123456, 12.3456, 0.5, 1234567].map(measured).map(plain), ["0.1235", "12.35", "0.5", "1 234 567"]);
});

Deno.test("percent() has a dash for a share of nothing", () => {
  assert.deepEqual([0, 0.9137, 1, 0 / 0].map(percent).map(plain), ["0.0 %", "91.4 %", "100.0 %", "–"]);
});

Deno.test("duration() takes the unit that fits", () => {
  const seconds = [0, 4.26, 45, 90, 754, 5399, 5400, 44_000, 720_000];
  const texts = ["0 s", "4.3 s", "45 s", "1.5 min", "13 min", "90 min", "1.5 h", "12 h", "200 h"];
  assert.deepEqual(seconds.map(duration).map(plain), texts);
});

Deno.test("shareText() writes percent, and a dash for nothing", () => {
  assert.equal(shareText(50, 100), "50.0 (40.4–59.6)");
  assert.equal(shareText(0, 0), "–");
});

Deno.test("terminalDuration() takes the unit that fits, days among them, with ordinary spaces", () => {
  const seconds = [-5, 0, 4.26, 89.4, 90, 754, 5399, 5400, 44_000, 48 * 3600, 720_000, NaN];
  const texts = "-5 s,0 s,4 s,89 s,2 min,13 min,90 min,1.5 h,12.2 h,2.0 days,8.3 days,NaN days";
  assert.equal(seconds.map(terminalDuration).join(), texts);
});

Deno.test("moment() is in UTC, and what it cannot read it leaves", () => {
  assert.equal(moment("2026-11-02T15:05:59+01:00"), "2026-11-02 14:05 UTC");
  assert.equal(moment("yesterday"), "yesterday");
});

Deno.test("plural() knows one", () => {
  assert.deepEqual([plural(1, "round"), plural(0, "round"), plural(2, "entry", "entries")], [
    "1 round",
    "0 rounds",
    "2 entries",
  ]);
});
