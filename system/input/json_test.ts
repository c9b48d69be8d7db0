import assert from "node:assert/strict";
import { parseJson } from "./json.ts";

Deno.test("parseJson() keeps the digits of numbers, as a string where a double would not", () => {
  const kept: [string, unknown][] = [
    ["15511210043330985984000000", "15511210043330985984000000"],
    ["9007199254740993", "9007199254740993"],
    ["-9007199254740993", "-9007199254740993"],
    ["9007199254740992", 9007199254740992],
    ["3.14159265358979323846", "3.14159265358979323846"],
    ["0.1", 0.1],
    ["2.50", 2.5],
    ["-0.0", -0],
    ["1e3", 1000],
    ["1000000000000000000000", "1000000000000000000000"],
    ["0.0000001", "0.0000001"],
    ["1e-400", "1e-400"],
    ["1E400", "1E400"],
  ];
  for (const [text, value] of kept) {
    assert.deepEqual(parseJson(`{"a": [${text}, "${text}"]}`), { a: [value, text] });
  }
});

Deno.test("parseJson() is JSON.parse() elsewhere", () => {
  const text = `{"a": [1, "x", null, true], "b": {"": -2.5}}`;
  assert.deepEqual(parseJson(text), JSON.parse(text));
  assert.throws(() => parseJson(`{"a":`), SyntaxError);
});
