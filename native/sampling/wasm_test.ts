import assert from "node:assert/strict";
import fc from "fast-check";
import { type Code, F32, f32, f32x4, I32, i32, local, loop, V128, v128, wasmModule } from "./wasm.ts";

// deno-lint-ignore no-explicit-any
function exportsOf(...functions: Parameters<typeof wasmModule>[0]): any {
  return new WebAssembly.Instance(new WebAssembly.Module(wasmModule(functions))).exports;
}

Deno.test("i32.const() and f32.const() hold any number", () => {
  const value = (result: number, body: Code): number =>
    exportsOf({ name: "f", parameters: [], result, locals: [], body }).f();
  fc.assert(fc.property(fc.integer(), (number) => assert.equal(value(I32, i32.const(number)), number)));
  fc.assert(fc.property(fc.float(), (number) => assert.equal(value(F32, f32.const(number)), number)));
});

Deno.test("wasmModule() exports each function under its name", () => {
  const module = exportsOf(
    { name: "add", parameters: [I32, I32], result: I32, locals: [], body: i32.add(local.get(0), local.get(1)) },
    { name: "sum", parameters: [F32, F32], result: F32, locals: [], body: f32.add(local.get(0), local.get(1)) },
  );
  assert.equal(module.add(3, 4), 7);
  assert.equal(module.sum(0.5, 0.25), 0.75);
});

Deno.test("loop() repeats while its condition holds, over memory that grows", () => {
  const [bytes, address, sum] = [0, 1, 2];
  const module = exportsOf({
    name: "total",
    parameters: [I32],
    result: F32,
    locals: [I32, V128],
    body: [
      ...loop(
        local.set(sum, f32x4.add(local.get(sum), v128.load(local.get(address)))),
        local.set(address, i32.add(local.get(address), i32.const(16))),
        i32.less(local.get(address), local.get(bytes)),
      ),
      ...f32.add(f32x4.lane(0, local.get(sum)), f32x4.lane(3, local.get(sum))),
    ],
  });
  assert.throws(() => module.total(16), WebAssembly.RuntimeError, "there is no memory yet");
  module.memory.grow(1);
  new Float32Array(module.memory.buffer).set([1, 2, 3, 4, 10, 20, 30, 40]);
  assert.equal(module.total(32), 1 + 10 + 4 + 40);
});
