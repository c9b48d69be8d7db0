import assert from "node:assert/strict";
import { PYTHON_MODULES, type PythonModule } from "./python_modules.ts";
import { optionsOf } from "../testing/program_options.ts";

Deno.test("PYTHON_MODULES names programs that are there, and options that they have", async () => {
  for (const { module, flags = [] } of Object.values<PythonModule>(PYTHON_MODULES)) {
    const options = await optionsOf(module);
    assert.deepEqual(flags.filter((flag) => !options.has(flag)), [], module);
  }
});
