import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { userFolder, userPath } from "./user_path.ts";

/** Sets `INIT_CWD` and the working folder until it is disposed. */
function workingIn(folder: string, initial: string): Disposable {
  const before = [Deno.cwd(), Deno.env.get("INIT_CWD")] as const;
  Deno.chdir(folder);
  Deno.env.set("INIT_CWD", initial);
  return {
    [Symbol.dispose]() {
      Deno.chdir(before[0]);
      before[1] === undefined ? Deno.env.delete("INIT_CWD") : Deno.env.set("INIT_CWD", before[1]);
    },
  };
}

Deno.test("userPath() starts from where a task was called, which runs in the root", () => {
  using _ = workingIn(dirname(dirname(import.meta.dirname!)), "/home/x/sums");
  assert.equal(userPath("q.csv"), "/home/x/sums/q.csv");
  assert.equal(userPath("/q.csv"), "/q.csv");
});

Deno.test("userPath() starts from the working folder elsewhere, whatever an outer task has set", () => {
  using _ = workingIn(import.meta.dirname!, "/home/x/sums");
  assert.equal(userFolder(), import.meta.dirname);
  assert.equal(userPath("../q.csv"), join(dirname(import.meta.dirname!), "q.csv"));
});
