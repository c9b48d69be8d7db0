import assert from "node:assert/strict";
import { parseProblems, parseQuestions, readProblems, readQuestions } from "./questions.ts";

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

Deno.test("parseProblems() reads answers as text, and levels where there are any", () => {
  const text = [
    { id: "a", question: "1 + 1?", answer: "2", level: "easy", source: "x" },
    { problem: "0 + 0?", answer: 0, level: 3 },
    { question: "1 / 2?", answer: " \\frac{1}{2}", level: "" },
    { question: "?", answer: "-", level: null },
  ].map((row) => JSON.stringify(row)).join("\n");
  assert.deepEqual(parseProblems(text, "x.jsonl"), [
    { id: "a", question: "1 + 1?", answer: "2", level: "easy" },
    { id: "2", question: "0 + 0?", answer: "0", level: "3" },
    { id: "3", question: "1 / 2?", answer: " \\frac{1}{2}" },
    { id: "4", question: "?", answer: "-" },
  ]);
});

Deno.test("parseProblems() reads CSV, where an empty level is none", () => {
  const text = `id,question,answer,level\n1,"a, b",05,hard\n,d,"1,000",\n`;
  assert.deepEqual(parseProblems(text, "x.csv"), [
    { id: "1", question: "a, b", answer: "05", level: "hard" },
    { id: "3", question: "d", answer: "1,000" },
  ]);
});

Deno.test("parseProblems() names the line that has no answer", () => {
  const fails = (text: string, name: string, pattern: RegExp) =>
    assert.throws(() => parseProblems(text, name), { code: "bad_request", message: pattern });
  const good = '{"question":"a","answer":"1"}\n';
  for (const answer of ["", ',"answer":" "', ',"answer":null', ',"answer":true', ',"answer":["1"]']) {
    fails(
      `${good}{"question":"b"${answer}}`,
      "x.jsonl",
      /^Cannot use line 2 of x\.jsonl as it has no text in "answer"$/,
    );
  }
  fails('"a bare question"', "x.jsonl", /line 1 .* no text in "answer"/);
  fails("question,answer\na,1\nb,\n", "x.csv", /line 3 of x\.csv .* no text in "answer"/);
  fails('{"answer":"1"}', "x.jsonl", /line 1 .* no text in "question"/);
  fails("", "x.jsonl", /holds no questions/);
});

Deno.test("readQuestions() says that a file is missing", async () => {
  for (const read of [readQuestions, readProblems]) {
    await assert.rejects(read("/no/such.jsonl"), {
      code: "bad_request",
      message: /\/no\/such\.jsonl: No such file/,
    });
  }
});
