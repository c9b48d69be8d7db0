import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeCommand, type Frame, FrameDecoder, MAX_FRAME_BYTES, MAX_TEXT_LENGTH } from "./frames.ts";

/** A frame as a supervisor writes it. */
function frame(
  id: number,
  verdict: number,
  kept: number,
  cpuUs: number,
  wallUs: number,
  payload: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(18 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 14 + payload.length, true);
  view.setUint32(4, id, true);
  view.setUint8(8, verdict);
  view.setUint8(9, kept);
  view.setUint32(10, cpuUs, true);
  view.setUint32(14, wallUs, true);
  bytes.set(payload, 18);
  return bytes;
}
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const decode = (bytes: Uint8Array): Frame[] => new FrameDecoder().push(bytes);

Deno.test("FrameDecoder.push() reads reports and notices", () => {
  const bytes = [...frame(7, 0, 1, 1500, 2500, text("1é")), ...frame(0, 0, 0, 0, 0, text('{"ready":true}'))];
  assert.deepEqual(decode(new Uint8Array(bytes)), [
    { id: 7, report: { verdict: "reported", kept: true, cpuMs: 1.5, wallMs: 2.5, outcome: "done", text: "é" } },
    { id: 0, notice: { ready: true } },
  ]);
});

Deno.test("FrameDecoder.push() gives the same however the bytes are cut", () => {
  const bytes = new Uint8Array([1, 2, 3].flatMap((id) => [...frame(id, 0, 0, 1, 1, text("0E: " + "x".repeat(id)))]));
  const whole = decode(bytes);
  fc.assert(fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
    const decoder = new FrameDecoder();
    const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
    assert.deepEqual(edges.slice(1).flatMap((end, i) => decoder.push(bytes.subarray(edges[i], end))), whole);
  }));
});

Deno.test("FrameDecoder.push() takes any payload of a program for text of bounded length", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 4000 }), fc.nat(255), (payload, verdict) => {
    const [{ id, report }] = decode(frame(9, verdict, 0, 0, 0, payload)) as { id: number; report: Frame & never }[];
    const { outcome, text, verdict: seen } = report as unknown as { outcome: unknown; text: string; verdict: string };
    assert.equal(id, 9);
    assert.equal(typeof text, "string");
    assert.ok(text.length <= MAX_TEXT_LENGTH);
    assert.equal(outcome !== null, seen === "reported");
  }));
});

Deno.test("FrameDecoder.push() throws when the stream is out of step", () => {
  assert.throws(() => decode(new Uint8Array([0, 0, 0, 0])), RangeError);
  const huge = new Uint8Array(4);
  new DataView(huge.buffer).setUint32(0, MAX_FRAME_BYTES + 1, true);
  assert.throws(() => decode(huge), RangeError);
});

Deno.test("encodeCommand() writes the length in bytes, then JSON", () => {
  const bytes = encodeCommand({ op: "cancel", id: 3 });
  assert.equal(new DataView(bytes.buffer).getUint32(0, true), bytes.length - 4);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(bytes.subarray(4))), { op: "cancel", id: 3 });
});
