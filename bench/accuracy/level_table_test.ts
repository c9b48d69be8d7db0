import assert from "node:assert/strict";
import { levelRow, levelTable } from "./level_table.ts";

const PROBLEMS = [
  { id: "a", level: "easy" },
  { id: "b", level: "easy" },
  { id: "c", level: "hard" },
];
const OUTCOMES = new Map([
  ["a", { right: true, tokens: 10 }],
  ["b", { right: false, tokens: 20 }],
  ["c", { right: true, tokens: 60 }],
]);

Deno.test("levelRow() counts by level and all", () => {
  assert.deepEqual(levelRow("x", PROBLEMS, OUTCOMES), {
    name: "x",
    counts: { easy: { right: 1, of: 2 }, hard: { right: 1, of: 1 }, all: { right: 2, of: 3 } },
    tokens: 30,
  });
});

Deno.test("levelTable() has a column a level, all last, and the tokens where they are known", () => {
  const row = levelRow("x", PROBLEMS, OUTCOMES);
  assert.deepEqual(levelTable("round", [row, { name: "y", counts: { easy: { right: 0, of: 0 } } }]).split("\n"), [
    "| round | easy (2) | hard (1) | all (3) | tokens a problem |",
    "| --- | --- | --- | --- | --- |",
    "| x | 50.0 (9.5–90.5) | 100.0 (20.7–100.0) | 66.7 (20.8–93.9) | 30 |",
    "| y | – | – | – | – |",
  ]);
  const { tokens: _, ...bare } = row;
  assert.match(levelTable("round", [bare]), /^\| round \| easy \(2\) \| hard \(1\) \| all \(3\) \|\n/);
});
