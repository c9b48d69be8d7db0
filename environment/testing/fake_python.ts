/**
 * What the tests of interpreters and environments share: environment variables, an interpreter that lies about itself, and the
 * error that users see.
 *
 * @module
 */
import assert from "node:assert/strict";
import { RstarError } from "@rstar/core";

/** Sets environment variables (`undefined` unsets) until it is disposed. */
export function environmentVariables(values: Record<string, string | undefined>): Disposable {
  const set = (all: [string, string | undefined][]) => {
    for (const [name, value] of all) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  };
  const before = Object.keys(values).map((name): [string, string | undefined] => [name, Deno.env.get(name)]);
  set(Object.entries(values));
  return { [Symbol.dispose]: () => set(before) };
}

/** An interpreter that answers the probe with `probe` and is otherwise the real one. */
export async function wrapper(folder: string, probe: unknown[], real: string): Promise<string> {
  const path = `${folder}/fake-python`;
  const script = `#!/bin/sh\ncase "$3" in *ensurepip*) echo '${
    JSON.stringify(probe)
  }';; *) exec '${real}' "$@";; esac\n`;
  await Deno.writeTextFile(path, script, { mode: 0o755 });
  return path;
}

/** Checks an error: `python_unavailable`, one line that matches. */
export function unavailable(pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof RstarError);
    assert.equal(error.code, "python_unavailable");
    assert.match(error.message, pattern);
    assert.equal(error.message.includes("\n"), false);
    return true;
  };
}
