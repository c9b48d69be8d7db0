import assert from "node:assert/strict";
import { VerifierError } from "../errors.ts";
import { probeSandbox } from "./sandbox_probe.ts";
import { testPython, testVerifier } from "./testing/start_verifier.ts";

Deno.test("probeSandbox() says what PythonVerifier finds", async () => {
  const layers = await probeSandbox(await testPython());
  await using verifier = await testVerifier();
  const { seccomp, landlock, wall, snapshots } = verifier.sandbox;
  assert.deepEqual(layers.map(({ layer, active }) => [layer, active]), [
    ["seccomp", seccomp],
    ["landlock", landlock > 0],
    ["bubblewrap", wall !== "none"],
    ["snapshots", snapshots],
  ]);
  assert.ok(layers.every(({ detail }) => detail.length > 10));
});

Deno.test("probeSandbox() rejects when there is no Python", async () => {
  await assert.rejects(
    probeSandbox("/nowhere/python3"),
    (error: unknown) => error instanceof VerifierError && error.code === "python_unavailable",
  );
});
