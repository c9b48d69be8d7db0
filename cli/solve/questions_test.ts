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
  fails(`question,answer,question\na,1,b\n`, "x.csv", /as CSV: two columns are called question$/);
  fails("\n", "x.jsonl", /holds no questions/);
  fails(`{"id":"a","question":"1"}\n{"id":"a","question":"2"}`, "x.jsonl", /two questions have the id a/);
});

Deno.test("parseQuestions() leaves out none of the batch for a row without a question", () => {
  const text = `{"question":"a"}\nnull\n{"id":"x"}\n{"question":null,"problem":"b"}`;
  const rows = parseQuestions(text, "x.jsonl");
  assert.deepEqual(rows.map(({ id, question }) => [id, question]), [["1", "a"], ["2", ""], ["x", ""], ["4", "b"]]);
  assert.deepEqual(rows.map(({ error }) => error?.message.slice(0, 29)), [
    undefined,
    "Cannot use line 2 of x.jsonl ",
    "Cannot use line 3 of x.jsonl ",
    undefined,
  ]);
});

Deno.test("parseQuestions() keeps the digits of ids, and gives rows without one an id of their own", () => {
  const ids = (...rows: string[]) =>
    parseQuestions(rows.map((id) => `{"question":"a"${id}}`).join("\n"), "x.jsonl").map(({ id }) => id);
  assert.deepEqual(ids(',"id":9007199254740993', ',"id":9007199254740992', ',"id":7.5'), [
    "9007199254740993",
    "9007199254740992",
    "7.5",
  ]);
  assert.deepEqual(ids(',"id":null', ',"id":null', ""), ["1", "2", "3"]);
  assert.deepEqual(ids(',"id":"2"', "", ',"id":{"n":1}'), ["2", "line-2", '{"n":1}']);
});

Deno.test("parseQuestions() reads plain text as a question a line", () => {
  const expected = [{ id: "1", question: "What is 3 + 4?" }, { id: "3", question: "[1, 2]: what is the mean?" }];
  const text = "What is 3 + 4?\r\n\n  [1, 2]: what is the mean?\n";
  for (const name of ["q.txt", "-", "/dev/fd/63"]) assert.deepEqual(parseQuestions(text, name), expected, name);
  assert.deepEqual(parseQuestions('{"question": "a"}', "q.txt")[0].question, '{"question": "a"}');
});

Deno.test("parseQuestions() knows JSON and CSV by their beginning where no name says so", () => {
  for (const header of ["id, question", '"id","question"']) {
    assert.deepEqual(parseQuestions(`${header}\n7,a\n`, "stdin"), [{ id: "7", question: "a" }], header);
  }
  for (const text of ['\n{ "question": "a" }', '["a"]', '[\n{"problem":"a"}]', '"a"', '"a" ']) {
    assert.equal(parseQuestions(text, "-")[0].question, "a", text);
  }
  for (const text of ["{x} is what?", "[1, 2] is what?", '"pi" is what?']) {
    assert.equal(parseQuestions(text, "-")[0].question, text);
  }
});

Deno.test("parseQuestions() gives empty rows of CSV their place, and passes over blank lines", () => {
  const rows = parseQuestions("id,question\n1,a\n,\n  \n\n4,b\n", "x.csv");
  assert.deepEqual(rows.map(({ id, error }) => [id, error !== undefined]), [["1", false], ["3", true], ["4", false]]);
});

Deno.test("parseQuestions() drops columns of CSV that have no name", () => {
  assert.deepEqual(parseQuestions("id,question,,\n7,a,,\n", "x.csv"), [{ id: "7", question: "a" }]);
});

Deno.test("parseProblems() reads answers as text, and levels where there are any", () => {
  const text = [
    { id: "a", question: "1 + 1?", answer: "2", level: "easy", source: "x" },
    { problem: "0 + 0?", answer: 0, level: 3 },
    { question: "1 / 2?", answer: " \\frac{1}{2}", level: "" },
    { question: "?", answer: "-", level: null },
  ].map((row) => JSON.stringify(row)).concat('{"question":"25!?","answer":15511210043330985984000000}').join("\n");
  assert.deepEqual(parseProblems(text, "x.jsonl"), [
    { id: "a", question: "1 + 1?", answer: "2", level: "easy" },
    { id: "2", question: "0 + 0?", answer: "0", level: "3" },
    { id: "3", question: "1 / 2?", answer: " \\frac{1}{2}" },
    { id: "4", question: "?", answer: "-" },
    { id: "5", question: "25!?", answer: "15511210043330985984000000" },
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

Deno.test("readQuestions() and readProblems() refuse bytes that are no text, and heed a byte order mark", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeFile(
    path,
    new TextEncoder().encode("question,answer\n5 ? 3,15\n").map((byte) => byte === 63 ? 0xd7 : byte),
  );
  for (const read of [readQuestions, readProblems]) {
    await assert.rejects(read(path), {
      code: "bad_request",
      message: /^Cannot read line 2 of .*csv as it is not UTF-8/,
    });
  }
  const text = "\uFEFFquestion,answer\n5 × 3,15\n";
  await Deno.writeFile(path, new Uint8Array(Uint16Array.from(text, (character) => character.charCodeAt(0)).buffer));
  assert.deepEqual(await readProblems(path), [{ id: "2", question: "5 × 3", answer: "15" }]);
  await Deno.remove(path);
});
