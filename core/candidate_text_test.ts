import assert from "node:assert/strict";
import { CandidateText } from "./candidate_text.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("CandidateText.push() cuts right after a stop string that spans tokens", () => {
  const text = new CandidateText(["<end_of_step>", "<end_of_code>"]);
  assert.equal(text.push(bytes("x = 1\n<end_")), false);
  assert.equal(text.push(bytes("of_")), false);
  assert.equal(text.push(bytes("step>\n\n# Step 2")), true);
  assert.equal(text.text, "x = 1\n<end_of_step>");
});

Deno.test("CandidateText.push() stops at the stop string that ends first", () => {
  const text = new CandidateText(["abcd", "bc"]);
  assert.equal(text.push(bytes("xabcdx")), true);
  assert.equal(text.text, "xabc");
});

Deno.test("CandidateText.push() joins characters that span tokens", () => {
  const text = new CandidateText(["é."]);
  const [first, second] = bytes("é");
  assert.equal(text.push(new Uint8Array([first])), false);
  assert.equal(text.text, "");
  assert.equal(text.push(new Uint8Array([second])), false);
  assert.equal(text.text, "é");
  assert.equal(text.push(bytes(".")), true);
});

Deno.test("CandidateText keeps a byte order mark and never stops without stop strings", () => {
  const text = new CandidateText([]);
  assert.equal(text.push(bytes("\ufeffa")), false);
  assert.equal(text.text, "\ufeffa");
});

Deno.test("CandidateText.push() gives the same text however the bytes are cut", () => {
  const whole = bytes("für x∈ℝ: 🙂<end>tail");
  for (let size = 1; size <= 7; size++) {
    const text = new CandidateText(["<end>"]);
    let stopped = false;
    for (let i = 0; i < whole.length && !stopped; i += size) stopped = text.push(whole.subarray(i, i + size));
    assert.equal(text.text, "für x∈ℝ: 🙂<end>", `pieces of ${size} bytes`);
  }
});

Deno.test("CandidateText.clone() continues on its own, also within a character and a stop string", () => {
  const [first, second] = [new TextEncoder().encode("aé").subarray(0, 2), new TextEncoder().encode("é").subarray(1)];
  const text = new CandidateText(["<end>"]);
  text.push(first);
  const copy = text.clone();
  text.push(new TextEncoder().encode("x"));
  copy.push(second);
  assert.equal(copy.push(new TextEncoder().encode("<en")), false);
  const other = copy.clone();
  assert.equal(copy.push(new TextEncoder().encode("d> and more")), true);
  other.push(new TextEncoder().encode("!"));
  assert.deepEqual([text.text, copy.text, other.text], ["a\ufffdx", "aé<end>", "aé<en!"]);
});
