import assert from "node:assert/strict";
import { findPython } from "./find_python.ts";
import { environmentVariables, unavailable, wrapper } from "./testing/fake_python.ts";

Deno.test("findPython() names RSTAR_PYTHON in one sentence when that does not run", async () => {
  using _ = environmentVariables({ RSTAR_PYTHON: "/nowhere/python3" });
  await assert.rejects(findPython(), unavailable(/3\.11 or newer.*\/nowhere\/python3/));
});

Deno.test("findPython() says in one sentence that no Python is on the path", async () => {
  using _ = environmentVariables({ RSTAR_PYTHON: undefined, PATH: "/nowhere" });
  await assert.rejects(findPython(), unavailable(/none of .* runs/));
});

Deno.test({
  name: "findPython() names the version that is too old",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "rstar-python-" });
    const old = await wrapper(folder, [[3, 9], "3.9.2", "/usr/bin/python3", true, true, true], "false");
    using _ = environmentVariables({ RSTAR_PYTHON: old });
    await assert.rejects(findPython(), unavailable(/is Python 3\.9\.2/));
    await Deno.remove(folder, { recursive: true });
  },
});
