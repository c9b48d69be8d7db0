import assert from "node:assert/strict";
import { flagArguments } from "../recipe/flags.ts";
import { PYTHON_MODULES } from "./python_modules.ts";
import { optionsOf } from "../testing/program_options.ts";

Deno.test("PYTHON_MODULES names programs that are there, and options that they have", async () => {
  for (const { module, flags } of Object.values(PYTHON_MODULES)) {
    const options = await optionsOf(module);
    const missing = flagArguments(Object.fromEntries(flags.map((flag) => [flag, true]))).filter((flag) =>
      !options.has(flag)
    );
    assert.deepEqual(missing, [], module);
  }
});
