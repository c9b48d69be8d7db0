import assert from "node:assert/strict";
import { systemReason } from "./os_error.ts";

Deno.test("systemReason() says why the system refused, and nothing of other errors", () => {
  const reasonOf = (work: () => unknown): string | undefined => {
    try {
      work();
    } catch (error) {
      return systemReason(error);
    }
    assert.fail("nothing was thrown");
  };
  assert.equal(reasonOf(() => Deno.readTextFileSync("/no/such")), "No such file or directory: readfile '/no/such'");
  assert.match(reasonOf(() => Deno.mkdirSync(import.meta.filename!))!, /^File exists: mkdir/);
  assert.equal(reasonOf(() => JSON.parse("{")), undefined);
  assert.equal(systemReason("EPIPE"), undefined);
});
