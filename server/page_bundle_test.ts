import assert from "node:assert/strict";
import { pageBundle } from "./page_bundle.ts";

Deno.test("pageBundle() leaves zod out: the page needs the types of schemas alone", async () => {
  const { script } = await pageBundle();
  assert.ok(script.includes("/v1/solve"));
  assert.ok(!script.includes("unrecognized_keys"));
});

Deno.test("pageBundle() imports nothing: a browser has no modules of Node", async () => {
  const { script } = await pageBundle();
  assert.deepEqual(script.match(/\bfrom ?"[^"]*"|^import ?"[^"]*"/gm), null);
});
