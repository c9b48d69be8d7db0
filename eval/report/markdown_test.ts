import assert from "node:assert/strict";
import { markdownTable } from "./markdown.ts";

Deno.test("markdownTable() writes headings, a rule and rows", () => {
  assert.equal(markdownTable(["a", "b"], [["x|y", 1]]), "| a | b |\n| --- | --- |\n| x\\|y | 1 |");
  assert.throws(() => markdownTable(["a", "b"], [["x"]]), RangeError);
});
