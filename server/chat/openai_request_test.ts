import assert from "node:assert/strict";
import { searchAsked } from "./openai_request.ts";

Deno.test("searchAsked() takes the names that clients have for efforts, and others for none", () => {
  const names = new Map([["m", null]]);
  const of = (reasoning_effort: string | null) => searchAsked({ model: "m", reasoning_effort }, names).effort;
  assert.deepEqual(["none", "minimal", "low", "medium", "high", "xhigh"].map(of), [
    "low",
    "low",
    "low",
    "medium",
    "high",
    "high",
  ]);
  assert.deepEqual([of(null), of("most"), searchAsked({ model: "m" }, names).effort], [
    undefined,
    undefined,
    undefined,
  ]);
});
