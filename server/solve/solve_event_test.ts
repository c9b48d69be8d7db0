import assert from "node:assert/strict";
import { foundAnswers } from "./solve_event.ts";

Deno.test("foundAnswers() counts equal answers together, as the first was written, and puts the most votes first", () => {
  assert.deepEqual(foundAnswers(["2", "0.5", "1/2"]), [{ answer: "0.5", votes: 2 }, { answer: "2", votes: 1 }]);
});
