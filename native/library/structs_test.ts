import assert from "node:assert/strict";
import { CONTEXT_PARAMS, MODEL_PARAMS, OFFSETS, SIZES } from "./structs.ts";
import { checkLayout } from "./structs.ts";
import { library } from "../testing/library.ts";

function defaults() {
  return {
    modelParams: library.unsafeSymbols.llama_model_default_params(),
    contextParams: library.unsafeSymbols.llama_context_default_params(),
  };
}

/** Offset of each member of a struct, by the alignment rules of C. */
function offsetsOf(members: readonly string[]): number[] {
  const size = (member: string) => member === "bool" ? 1 : member === "pointer" || member === "usize" ? 8 : 4;
  let at = 0;
  return members.map((member) => {
    const offset = Math.ceil(at / size(member)) * size(member);
    at = offset + size(member);
    return offset;
  });
}

Deno.test("checkLayout() finds nothing wrong with the library's own defaults", () => {
  assert.deepEqual(checkLayout(defaults()), []);
});

Deno.test("checkLayout() notices when a member has moved", () => {
  for (const shift of [1, 4, 8]) {
    const { modelParams, contextParams } = defaults();
    contextParams.copyWithin(shift, 0, contextParams.length - shift);
    assert.notEqual(checkLayout({ modelParams, contextParams }).length, 0, `shifted by ${shift}`);
  }
});

Deno.test("checkLayout() notices when a struct has grown", () => {
  const { modelParams, contextParams } = defaults();
  assert.match(checkLayout({ modelParams: new Uint8Array(88), contextParams })[0], /llama_model_params.*88.*80/);
  assert.match(checkLayout({ modelParams, contextParams: new Uint8Array(168) })[0], /llama_context_params.*168.*160/);
});

Deno.test("checkLayout() reads a view that does not start at its buffer's start", () => {
  const { modelParams, contextParams } = defaults();
  const moved = (bytes: Uint8Array) => {
    const copy = new Uint8Array(bytes.length + 16);
    copy.set(bytes, 16);
    return copy.subarray(16);
  };
  assert.deepEqual(checkLayout({ modelParams: moved(modelParams), contextParams: moved(contextParams) }), []);
});

Deno.test("OFFSETS are those of the described structs", () => {
  const all = { modelParams: offsetsOf(MODEL_PARAMS.struct), contextParams: offsetsOf(CONTEXT_PARAMS.struct) };
  for (const [struct, offsets] of Object.entries(all)) {
    const named = OFFSETS[struct as keyof typeof all];
    for (const [member, offset] of Object.entries(named)) assert.ok(offsets.includes(offset), `${struct}.${member}`);
  }
  assert.equal(all.modelParams.at(-1)! + 3, SIZES.modelParams); // load_mtp, then padding to 8
  assert.equal(all.contextParams.at(-1)! + 8, SIZES.contextParams);
});
