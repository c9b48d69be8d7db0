import assert from "node:assert/strict";
import { join } from "node:path";
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

Deno.test({
  name: "cacheFolder() makes a relative path absolute, and refuses where there is no home",
  ignore: Deno.build.os !== "linux",
  fn() {
    using _ = environmentVariables({ RSTAR_CACHE: "./x", XDG_CACHE_HOME: undefined, HOME: "/home/x" });
    assert.equal(cacheFolder(), join(Deno.cwd(), "x"));
    using __ = environmentVariables({ RSTAR_CACHE: "~/y" });
    assert.equal(cacheFolder(), "/home/x/y");
    using ___ = environmentVariables({ RSTAR_CACHE: "", XDG_CACHE_HOME: "../z" });
    assert.equal(cacheFolder(), join(Deno.cwd(), "../z/rstar"));
    using ____ = environmentVariables({ XDG_CACHE_HOME: "", HOME: "somewhere" });
    assert.throws(cacheFolder, { code: "bad_request", message: /HOME is somewhere\): set HOME or RSTAR_CACHE$/ });
  },
});
