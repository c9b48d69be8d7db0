import assert from "node:assert/strict";
import { PolicyError } from "@rstar/core";
import { bestAccelerator, probeAccelerators } from "./accelerator.ts";
import { Engine } from "../engine/engine.ts";
import { library } from "../testing/library.ts";
import { writeTinyGguf } from "../testing/mod.ts";

Deno.test("bestAccelerator() returns the first that was found, else cpu", () => {
  const probe = (accelerator: "cuda" | "vulkan", found: boolean) => ({ accelerator, found, detail: "" });
  assert.equal(bestAccelerator([probe("cuda", false), probe("vulkan", true)]), "vulkan");
  assert.equal(bestAccelerator([probe("cuda", true), probe("vulkan", true)]), "cuda");
  assert.equal(bestAccelerator([probe("cuda", false)]), "cpu");
});

Deno.test("probeAccelerators() describes each result", () => {
  const probes = probeAccelerators();
  assert.ok(probes.length > 0);
  for (const { detail } of probes) assert.match(detail, /\w/);
});

Deno.test("Engine rejects an accelerator that its library does not support, and uses the CPU with auto", async () => {
  assert.deepEqual(library.devices.map(({ name }) => name), ["CPU"], "npm's package for the processor has no other");
  using file = writeTinyGguf();
  await using asked = new Engine({ library, accelerator: "cuda" });
  await assert.rejects(asked.loadModel(file.path), (error) => {
    assert.ok(error instanceof PolicyError);
    assert.equal(error.message, "Cannot use cuda as llama.cpp finds no such device: it has CPU");
    return true;
  });
  await using auto = new Engine({ library, accelerator: "auto" });
  assert.ok((await auto.loadModel(file.path)).parameters > 0);
});
