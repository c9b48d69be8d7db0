/**
 * Finds an interpreter of Python on this machine.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { userPath } from "@rstar/system/user-path";

/** A Python of this machine, 3.11 or newer. */
export interface Python {
  /** Absolute path of the interpreter, as it reports itself. */
  readonly path: string;
  /** Such as `3.11.7`. */
  readonly version: string;
  /** Whether it can make virtual environments with pip in them (Debian splits this off into python3-venv). */
  readonly hasVenv: boolean;
  /** Whether its own pip can fill an environment that was made without one. */
  readonly hasPip: boolean;
}

const MINIMUM_VERSION = [3, 11] as const;

/** Prints one JSON line about the interpreter that runs it. Runs on any Python 3. */
const PROBE = `import sys, json, importlib.util as u
has = lambda *names: all(u.find_spec(name) is not None for name in names)
print(json.dumps([sys.version_info[:2], sys.version.split()[0], sys.executable, has("venv", "ensurepip"), has("pip"), has("venv")]))`;

/**
 * Finds a Python of this machine, 3.11 or newer: `RSTAR_PYTHON` where that is set, else the first on the path.
 *
 * @throws {RstarError} `python_unavailable` when there is none; its message is one sentence that says what to do
 */
export async function findPython(options: { readonly signal?: AbortSignal } = {}): Promise<Python> {
  const own = Deno.env.get("RSTAR_PYTHON");
  const names = Deno.build.os === "windows"
    ? ["py", "python"]
    : ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11"];
  let old = "";
  for (const name of own ? [/[\\/]/.test(own) ? userPath(own) : own] : names) {
    options.signal?.throwIfAborted();
    const printed = await outputOf(name, ["-I", "-c", PROBE]);
    if (printed === undefined) continue; // missing, Python 2, or the Windows Store's stub
    const [number, version, path, hasVenv, hasPip, canVenv] = JSON.parse(printed);
    const isNew = number[0] > MINIMUM_VERSION[0] || number[0] === MINIMUM_VERSION[0] && number[1] >= MINIMUM_VERSION[1];
    if (isNew) return { path, version, hasVenv, hasPip: hasPip && canVenv };
    old ||= `${name} is Python ${version}`;
  }
  const found = old || (own ? `RSTAR_PYTHON is ${own}, which does not run` : `none of ${names.join(", ")} runs`);
  throw new RstarError(
    "python_unavailable",
    `Cannot run Python as version ${
      MINIMUM_VERSION.join(".")
    } or newer was not found: ${found}; install it from python.org or set RSTAR_PYTHON.`,
  );
}

/** The standard output of a program; `undefined` where it is missing or fails. */
export async function outputOf(path: string, args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(path, { args, stdin: "null", stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined; // a missing program throws from the spawn itself
  }
}
