/**
 * Python for the verifier: an interpreter of this machine, and environments of pinned packages in the user's cache folder.
 *
 * Covered: two processes that want the same environment at once, a kill at any moment, Debian's Python without
 * python3-venv, no network, old Pythons. Not covered: an environment that somebody damages after it was made; delete its
 * folder, and it is made again.
 *
 * @module
 */
import { RstarError } from "../errors.ts";

/** An interpreter of this machine that is new enough. */
export interface Python {
  /** Absolute path of the interpreter, as it says itself. */
  readonly path: string;
  /** Its version, such as `3.11.7`. */
  readonly version: string;
  /** Whether it can make virtual environments with pip in them (Debian splits this off into python3-venv). */
  readonly hasVenv: boolean;
  /** Whether it has pip. */
  readonly hasPip: boolean;
}

/** What {@linkcode pythonEnvironment} installs, and how. */
export interface PythonEnvironmentOptions {
  /** The requirements file. A `URL` must be a `file:` one. */
  readonly requirements: URL | string;
  /** Names the environment's folder: lower-case letters, digits and `-`. */
  readonly name: string;
  /**
   * Default `true`: every requirement carries its hash, only wheels, no others than the listed, without pip and without
   * the packages' own tests (half of the size). `false`: as pip resolves.
   */
  readonly hashes?: boolean;
  /**
   * Gets one line when the installation starts; what pip prints too where the installation fails or {@linkcode isVerbose}.
   * Default: nothing. Never called where the environment is there already.
   */
  readonly onProgress?: (line: string) => void;
  /** Ends the installation; what it left is removed by the next one. */
  readonly signal?: AbortSignal;
}

const MINIMUM_VERSION = [3, 11] as const;
const WINDOWS = Deno.build.os === "windows";
const LOCK_POLL_MS = 100;
const OFFLINE_REGEXP = /NewConnection|name resolution|getaddrinfo|ConnectTimeout|ReadTimeout|ProxyError|unreachable/i;
const DEBIAN_HINT = 'on Debian or Ubuntu run "sudo apt install python3-venv"';

/** Prints one JSON line about the interpreter that runs it. Runs on any Python 3. */
const PROBE = `import sys, json, importlib.util as u
has = lambda *names: all(u.find_spec(name) is not None for name in names)
print(json.dumps([sys.version_info[:2], sys.version.split()[0], sys.executable, has("venv", "ensurepip"), has("pip"), has("venv")]))`;

/** Compiles the folder it is given on all processors: an import that has to compile costs seconds, each time in a sandbox. */
const COMPILE = "import compileall, sys; compileall.compile_dir(sys.argv[1], quiet=2, workers=0)";

/**
 * The user's cache folder for what is made once and kept: `RSTAR_CACHE`, else the platform's cache folder and `rstar`
 * in it. The folder may not exist yet.
 */
export function cacheFolder(): string {
  const own = Deno.env.get("RSTAR_CACHE");
  if (own) return own;
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  if (WINDOWS) return `${Deno.env.get("LOCALAPPDATA") ?? `${home}\\AppData\\Local`}\\rstar`;
  if (Deno.build.os === "darwin") return `${home}/Library/Caches/rstar`;
  return `${Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`}/rstar`;
}

/** Whether what installers print is passed on: `RSTAR_VERBOSE` is `1` or `true`. */
export function isVerbose(): boolean {
  return ["1", "true"].includes(Deno.env.get("RSTAR_VERBOSE") ?? "");
}

/**
 * Finds a Python of this machine, 3.11 or newer: `RSTAR_PYTHON` where that is set, else the first on the path.
 *
 * @throws {RstarError} `python_unavailable` when there is none; one sentence that says what to do
 */
export async function findPython(options: { readonly signal?: AbortSignal } = {}): Promise<Python> {
  const own = Deno.env.get("RSTAR_PYTHON");
  const names = WINDOWS
    ? ["py", "python"]
    : ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11"];
  let old = "";
  for (const name of own ? [own] : names) {
    options.signal?.throwIfAborted();
    const printed = await output(name, ["-I", "-c", PROBE]);
    if (printed === undefined) continue; // not there, Python 2, or the Windows Store's stub
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

/**
 * The interpreter of a virtual environment with the packages of a requirements file, compiled. Made on first use in
 * {@linkcode cacheFolder}; afterwards this costs one start of Python.
 *
 * Each change of the file or of the system's Python gives an environment of its own. An installation works in a folder
 * with a random name, and the name is published by a rename as its last act: a killed one leaves nothing that counts,
 * even where its pip lives on and goes on writing. One process installs at a time; the kernel frees the lock of a dead one.
 *
 * pip's own configuration decides where the packages come from.
 *
 * @returns the path of the interpreter
 * @throws {RstarError} `python_unavailable` when Python, pip or the network is missing; one sentence that says what to do
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const { hashes = true, onProgress = () => {}, signal } = options;
  const { root, text, python } = await locate(options);
  const ready = await readyInterpreter(root);
  if (ready) return ready;
  if (!python.hasVenv && !python.hasPip) {
    throw new RstarError(
      "python_unavailable",
      `Cannot install Python packages as ${python.path} has neither venv nor pip: ${DEBIAN_HINT}.`,
    );
  }
  await Deno.mkdir(root, { recursive: true });
  using lock = await Deno.open(`${root}/lock`, { create: true, write: true });
  await acquire(lock, { onProgress, signal });
  const madeMeanwhile = await readyInterpreter(root);
  if (madeMeanwhile) return madeMeanwhile;
  await removeLeftovers(root);
  const folder = crypto.randomUUID(); // never moved: virtual environments hold absolute paths
  const count = text.split("\n").filter((line) => /^[^\s#]/.test(line)).length;
  onProgress(
    `Installing Python packages for the ${options.name} environment (${count} package${count === 1 ? "" : "s"})`,
  );
  await install(python, { root: `${root}/${folder}`, text, hashes, onProgress, signal });
  await Deno.writeTextFile(`${root}/${folder}/published`, folder);
  await Deno.rename(`${root}/${folder}/published`, `${root}/ready`);
  return interpreterIn(`${root}/${folder}`);
}

/**
 * The interpreter of an environment that was made before; nothing is installed.
 *
 * @returns `undefined` where it is not there
 */
export async function environmentIfReady(
  options: Pick<PythonEnvironmentOptions, "requirements" | "name" | "hashes">,
): Promise<string | undefined> {
  return await readyInterpreter((await locate(options)).root);
}

/** Where an environment belongs, and what goes into it. */
async function locate(
  { requirements, name, hashes = true, signal }: PythonEnvironmentOptions,
): Promise<{ readonly root: string; readonly text: string; readonly python: Python }> {
  if (!/^[a-z0-9-]+$/.test(name)) {
    throw new TypeError(`Cannot name a Python environment as only a-z, 0-9 and - are allowed: ${name}`);
  }
  const text = await Deno.readTextFile(requirements);
  const python = await findPython({ signal });
  const id = await digest([text, python.path, python.version, hashes]);
  return { root: `${cacheFolder()}/python/${name}-${id}`, text, python };
}

/** Makes the virtual environment at `root`, and installs the requirements `text` into it. */
async function install(
  python: Python,
  options: {
    readonly root: string;
    readonly text: string;
    readonly hashes: boolean;
    readonly onProgress: (line: string) => void;
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  const { root, hashes } = options;
  const ownPip = hashes ? !python.hasPip : python.hasVenv; // else the system's pip fills an environment that has none
  await command(python.path, ["-I", "-m", "venv", ...ownPip ? [] : ["--without-pip"], root], options);
  const interpreter = interpreterIn(root);
  const purelib = await output(interpreter, ["-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]);
  if (purelib === undefined) {
    throw new RstarError("python_unavailable", `Cannot start ${interpreter} after it was made.`);
  }
  const folder = purelib.trim();
  const file = `${root}/requirements.txt`; // a copy: what is installed is what was hashed
  await Deno.writeTextFile(file, options.text);
  const flags = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2"];
  if (hashes) flags.push("--no-compile", "--require-hashes", "--no-deps", "--only-binary", ":all:");
  if (!ownPip) flags.push("--target", folder);
  const pip = ownPip ? interpreter : python.path;
  await command(pip, ["-I", "-m", "pip", "install", ...flags, "-r", file], options);
  if (!hashes) return;
  if (ownPip) await command(pip, ["-I", "-m", "pip", "uninstall", "--yes", "pip", "setuptools"], options);
  await removeTests(folder);
  await command(interpreter, ["-I", "-c", COMPILE, folder], options);
}

/** Removes the tests that packages carry inside themselves. */
async function removeTests(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) continue;
    await (name === "tests" ? Deno.remove(`${folder}/${name}`, { recursive: true }) : removeTests(`${folder}/${name}`));
  }
}

/** Runs a program whose lines are passed on where asked for or where it fails; then it throws one sentence too. */
async function command(
  path: string,
  args: string[],
  options: { readonly onProgress: (line: string) => void; readonly signal?: AbortSignal },
): Promise<void> {
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  const env = { PYTHONUNBUFFERED: "1", PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0" };
  const child = new Deno.Command(path, { args, env, signal, stdin: "null", stdout: "piped", stderr: "piped" }).spawn();
  const lines: string[] = [];
  const verbose = isVerbose();
  const pump = async (stream: ReadableStream<Uint8Array>) => {
    let rest = "";
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split(/\r?\n/);
      rest = parts.pop() ?? "";
      for (const line of parts.map((part) => part.trim()).filter((part) => part !== "")) {
        lines.push(line);
        if (verbose) onProgress(line);
      }
    }
    if (rest.trim() !== "") lines.push(rest.trim());
  };
  const [status] = await Promise.all([child.status, pump(child.stdout), pump(child.stderr)]);
  signal?.throwIfAborted();
  if (status.success) return;
  if (!verbose) lines.forEach(onProgress);
  const reason = OFFLINE_REGEXP.test(lines.join("\n"))
    ? "the package index cannot be reached, and the first use needs a network"
    : lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? `exit code ${status.code}`;
  throw new RstarError("python_unavailable", `Cannot install Python packages with ${path}: ${reason}`);
}

/** What a program prints, or `undefined` where it is missing or fails. */
async function output(path: string, args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(path, { args, stdin: "null", stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined; // a missing program throws from the spawn itself
  }
}

/** Waits for the exclusive lock: polled, since a waiting `lock()` can be neither aborted nor reported. */
async function acquire(
  lock: Deno.FsFile,
  options: { readonly onProgress: (line: string) => void; readonly signal?: AbortSignal },
): Promise<void> {
  for (let told = false; !await lock.tryLock(true); told = true) {
    if (!told) options.onProgress("Waiting for another process that installs the same Python packages");
    options.signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  }
}

/** The interpreter of the published environment in `root`, where there is one that can still run. */
async function readyInterpreter(root: string): Promise<string | undefined> {
  try {
    const path = interpreterIn(`${root}/${await Deno.readTextFile(`${root}/ready`)}`);
    await Deno.stat(path); // follows the link to the system's Python, which an upgrade may have removed
    return path;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Removes the folders of installations that did not end. An orphaned pip may still write to one: then it stays. */
async function removeLeftovers(root: string): Promise<void> {
  for await (const entry of Deno.readDir(root)) {
    if (entry.isDirectory) await Deno.remove(`${root}/${entry.name}`, { recursive: true }).catch(() => {});
  }
}

function interpreterIn(folder: string): string {
  return WINDOWS ? `${folder}\\Scripts\\python.exe` : `${folder}/bin/python`;
}

async function digest(parts: readonly unknown[]): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(parts)));
  return new Uint8Array(bytes).toHex().slice(0, 16);
}
