import assert from "node:assert/strict";
import { FetchProgress } from "./fetch_progress.ts";

Deno.test("FetchProgress draws bytes, speed and time left, the speed of what arrives now", () => {
  const lines: string[] = [];
  let now = 0;
  const progress = new FetchProgress({ line: (text) => lines.push(text), clear() {} }, "m", () => now);
  const at = (milliseconds: number, bytes: number) => {
    now = milliseconds;
    progress.follow(bytes, 500e6);
  };
  at(0, 100e6); // from an earlier attempt
  at(50, 101e6); // too soon to be drawn
  at(1_000, 110e6);
  for (let second = 2; second <= 10; second++) at(second * 1_000, 110e6 + (second - 1) * 20e6);
  at(20_000, 500e6);
  at(21_000, 1e6); // begun again
  assert.equal(lines[0], "m: 100 MB of 500 MB (20 %)");
  assert.equal(lines[1], "m: 110 MB of 500 MB (22 %), 10.0 MB/s, 39 s left");
  assert.equal(lines[10], "m: 290 MB of 500 MB (58 %), 20.0 MB/s, 11 s left");
  assert.match(lines[11], /^m: 500 MB of 500 MB \(100 %\), [\d.]+ MB\/s$/);
  assert.equal(lines[12], "m: 1.00 MB of 500 MB (0 %)");
  assert.equal(lines.length, 13);
});
