import assert from "node:assert/strict";
import { ResultFile } from "./result_file.ts";

Deno.test("ResultFile gives back what was appended, by measurement and problem", async () => {
  const path = `${await Deno.makeTempDir()}/results.jsonl`;
  const first = await ResultFile.open(path);
  first.append("greedy", "a", { right: true });
  first.append("search", "a", { right: false });
  first.append("greedy", "b", { right: false });
  assert.deepEqual([...first.rows("greedy")], [["a", { right: true }], ["b", { right: false }]]);
  const again = await ResultFile.open(path);
  assert.deepEqual([...again.rows("greedy")], [...first.rows("greedy")]);
  assert.deepEqual([...again.rows("search")], [["a", { right: false }]]);
  assert.deepEqual([...again.rows("other")], []);
});

Deno.test("ResultFile cuts off a line that was not finished, and goes on behind it", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, '{"measurement":"m","id":"a","right":true}\n{"measurement":"m","i');
  const results = await ResultFile.open(path);
  results.append("m", "b", { right: false });
  const again = await ResultFile.open(path);
  assert.deepEqual([...again.rows("m")], [["a", { right: true }], ["b", { right: false }]]);
});

Deno.test("ResultFile keeps what a row comes from beside it", async () => {
  const path = await Deno.makeTempFile();
  const origin = { answers: "A", verdicts: "V" };
  (await ResultFile.open(path)).append("m", "a", { right: true }, origin);
  await Deno.writeTextFile(path, '{"measurement":"m","id":"b","right":true}\n', { append: true });
  const results = await ResultFile.open(path);
  const [a, b] = results.rows<{ right: boolean }>("m").values();
  assert.deepEqual([a, results.origin(a), b, results.origin(b)], [{ right: true }, origin, { right: true }, undefined]);
});

Deno.test("ResultFile says which line is no JSON", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "{}\nno\n");
  await assert.rejects(ResultFile.open(path), { code: "bad_request", message: /^Cannot read line 2 of / });
});
