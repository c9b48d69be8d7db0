/**
 * Makes the things outside of the sandbox that hostile programs try to reach, and checks that none was.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Targets } from "./hostile_attack.ts";

/** Targets that exist until they are disposed. */
export interface HostileTargets extends Targets, AsyncDisposable {
  /** @throws {AssertionError} when something was reached, changed or made */
  check(): Promise<void>;
}

/** Makes a folder with a secret in it, and listens on a port. */
export async function hostileTargets(): Promise<HostileTargets> {
  const folder = await Deno.makeTempDir({ prefix: "rstar-hostile-" });
  await Deno.chmod(folder, 0o777);
  await Deno.writeTextFile(`${folder}/secret.txt`, "TOPSECRET");
  await Deno.chmod(`${folder}/secret.txt`, 0o666);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let connections = 0;
  const accepting = (async () => {
    for await (const connection of listener) {
      connections++;
      connection.close();
    }
  })();
  return {
    folder,
    port: (listener.addr as Deno.NetAddr).port,
    async check(): Promise<void> {
      assert.equal(connections, 0, "nothing connected");
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["secret.txt"]);
      const secret = `${folder}/secret.txt`;
      assert.equal(await Deno.readTextFile(secret), "TOPSECRET");
      assert.equal((await Deno.stat(secret)).mode! & 0o777, 0o666);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      listener.close();
      await accepting;
      await Deno.remove(folder, { recursive: true });
    },
  };
}
