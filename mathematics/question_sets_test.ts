import assert from "node:assert/strict";
import { isQuestionSet, QUESTION_SETS, questionSetFile } from "./question_sets.ts";

Deno.test("questionSetFile() names a file of labelled questions for each set", async () => {
  for (const name of QUESTION_SETS) {
    const rows = (await Deno.readTextFile(questionSetFile(name))).trim().split("\n");
    assert.ok(rows.length >= 100, name);
    for (const row of rows) {
      assert.deepEqual(Object.keys(JSON.parse(row)), ["id", "question", "answer", "level", "subject"]);
    }
  }
});

Deno.test("isQuestionSet() knows the sets alone", () => {
  assert.deepEqual(["deep", "hard", "toString", ""].map(isQuestionSet), [true, false, false, false]);
});
