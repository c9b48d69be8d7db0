import assert from "node:assert/strict";
import { decodeText } from "./text.ts";

const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];
const utf16 = (text: string, littleEndian: boolean): number[] =>
  [...text].flatMap((character) => {
    const [low, high] = [character.charCodeAt(0) & 0xff, character.charCodeAt(0) >> 8];
    return littleEndian ? [low, high] : [high, low];
  });

Deno.test("decodeText() takes UTF-8, and what a byte order mark says, without the mark", () => {
  const text = "x² – 5\nπ";
  for (
    const bytes of [
      utf8(text),
      [0xef, 0xbb, 0xbf, ...utf8(text)],
      [0xff, 0xfe, ...utf16(text, true)],
      [0xfe, 0xff, ...utf16(text, false)],
    ]
  ) assert.equal(decodeText(new Uint8Array(bytes), "q.csv"), text);
  assert.equal(decodeText(new Uint8Array(), "empty"), "");
});

Deno.test("decodeText() refuses other bytes, with the line", () => {
  const refused: [number[], string][] = [
    [[...utf8("question\n2 + 2\n5 "), 0xd7, ...utf8(" 3\n")], "line 3 of q.csv as it is not UTF-8"], // Windows-1252
    [[...utf8("π\n"), 0xe2, 0x82], "line 2 of q.csv as it is not UTF-8"], // cut within a character
    [[0xff, 0xfe, ...utf16("a\nb\nc", true), 0x0a], "line 3 of q.csv as it is not UTF-16"],
    [utf16("a\nb", true), "line 1 of q.csv as it holds a zero byte"],
    [[0xff, 0xfe, 0, 0, ...utf16("a", true), 0, 0], "line 1 of q.csv as it holds a zero byte"], // UTF-32
  ];
  for (const [bytes, reason] of refused) {
    const message = `Cannot read ${reason}: save it as UTF-8`;
    assert.throws(() => decodeText(new Uint8Array(bytes), "q.csv"), { name: "TextError", message });
  }
});
