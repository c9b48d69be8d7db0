import assert from "node:assert/strict";
import { parseQuestions, readQuestions } from "./questions.ts";

Deno.test("parseQuestions() reads JSON Lines with question or problem, ids and plain strings", () => {
  const text = `\uFEFF{"id":7,"question":"a","answer":"1"}\n\n{"problem":"b"}\n"c"\n`;
  assert.deepEqual(parseQuestions(text, "x.jsonl"), [
    { id: "7", question: "a" },
    { id: "3", question: "b" },
    { id: "4", question: "c" },
  ]);
});

Deno.test("parseQuestions() reads CSV with quotes and line breaks in a field", () => {
  const text = `id,question,answer\n1,"a, ""b""\nc",5\n,d,\n`;
  assert.deepEqual(parseQuestions(text, "x.CSV"), [{ id: "1", question: 'a, "b"\nc' }, { id: "4", question: "d" }]);
});

Deno.test("parseQuestions() names the line that is wrong", () => {
  const fails = (text: string, name: string, pattern: RegExp) =>
    assert.throws(() => parseQuestions(text, name), { code: "bad_request", message: pattern });
  fails(`{"question":"a"}\n{"question":`, "x.jsonl", /line 2 of x\.jsonl as JSON/);
  fails(`{"question":"a"}\n[1]`, "x.jsonl", /line 2 .* no JSON object/);
  fails(`{"q":"a"}`, "x.jsonl", /line 1 .* no text in "question"/);
  fails(`{"question":"  "}`, "x.jsonl", /line 1/);
  fails(`question\n"a`, "x.csv", /as CSV: .*line 2/i);
  fails(`name\na\n`, "x.csv", /line 2 .* no text/);
  fails("\n", "x.jsonl", /holds no questions/);
  fails(`{"id":"a","question":"1"}\n{"id":"a","question":"2"}`, "x.jsonl", /two questions have the id a/);
});

Deno.test("readQuestions() says that a file is missing", async () => {
  await assert.rejects(readQuestions("/no/such.jsonl"), {
    code: "bad_request",
    message: /\/no\/such\.jsonl: No such file/,
  });
});
