import assert from "node:assert/strict";
import { trainingEvent, trainingRecord } from "./training_log.ts";

const line = (event: string, fields: Record<string, unknown>) => JSON.stringify({ event, ...fields });

Deno.test("trainingEvent() takes lines of events only", () => {
  assert.deepEqual(trainingEvent('{"event":"done","tokens":3}'), { event: "done", tokens: 3 });
  assert.deepEqual([trainingEvent("Loading weights"), trainingEvent("3"), trainingEvent("null")], [null, null, null]);
});

Deno.test("trainingRecord() keeps the curve, and of what was done twice the later run", () => {
  const record = trainingRecord([
    line("data", { examples: 40 }),
    line("progress", { step: 1, tokens: 100, loss: 3 }),
    line("progress", { step: 2, tokens: 200, loss: 2 }),
    line("evaluation", { step: 2, tokens: 200, loss: 2.5, name: "x" }),
    "a warning",
    line("data", { examples: 40 }),
    line("resume", { tokens: 100 }),
    line("progress", { step: 2, tokens: 200, loss: null }),
    line("evaluation", { step: 2, tokens: 200, loss: 2.25 }),
    line("done", { tokens: 200, seconds: 7 }),
  ]);
  assert.deepEqual(record, {
    curve: [{ step: 1, tokens: 100, loss: 3 }, { step: 2, tokens: 200, loss: null }],
    evaluations: [{ step: 2, tokens: 200, loss: 2.25 }],
    examples: 40,
    tokens: 200,
    seconds: 7,
  });
});

Deno.test("trainingRecord() forgets a run that was ended before its first checkpoint", () => {
  const { curve } = trainingRecord([
    line("data", { examples: 40 }),
    line("progress", { step: 1, tokens: 100, loss: 3 }),
    line("data", { examples: 40 }),
    line("progress", { step: 1, tokens: 100, loss: 2.9 }),
    line("data", { examples: 40 }),
    line("data", { examples: 40 }),
    line("resume", { tokens: 100 }),
    line("progress", { step: 2, tokens: 200, loss: 2 }),
    line("done", { tokens: 200, seconds: 7 }),
  ]);
  assert.deepEqual(curve.map(({ loss }) => loss), [2.9, 2]);
});
