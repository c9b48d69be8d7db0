import assert from "node:assert/strict";
import { cacheFolder } from "./cache_folder.ts";
import { environmentVariables } from "./testing/fake_python.ts";

Deno.test("cacheFolder() is RSTAR_CACHE where that is set", () => {
  using _ = environmentVariables({ RSTAR_CACHE: "/somewhere" });
  assert.equal(cacheFolder(), "/somewhere");
});

Deno.test({
  name: "cacheFolder() follows XDG_CACHE_HOME, else ~/.cache",
  ignore: Deno.build.os !== "linux",
  fn() {
    using _ = environmentVariables({ RSTAR_CACHE: undefined, XDG_CACHE_HOME: "/xdg", HOME: "/home/x" });
    assert.equal(cacheFolder(), "/xdg/rstar");
    using __ = environmentVariables({ XDG_CACHE_HOME: undefined });
    assert.equal(cacheFolder(), "/home/x/.cache/rstar");
  },
});
