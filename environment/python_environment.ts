/**
 * Virtual environments with pinned Python packages, made on first use in the cache folder.
 *
 * Covered: two processes that need the same environment at once, a kill at any moment, Debian's Python without
 * python3-venv, no network. Not covered: an environment that is damaged after it was made; delete its folder, and it is
 * made again.
 *
 * @module
 */
import { dirname } from "node:path";
import { RstarError } from "@rstar/core";
import { eachLine, isVerbose, systemReason } from "@rstar/system";
import { cacheFolder } from "./cache_folder.ts";
import { checkTrusted } from "./trusted_folder.ts";
import { findPython, outputOf, type Python } from "./find_python.ts";

/** Options of {@linkcode pythonEnvironment}. */
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
   * Receives one line when the installation starts; what pip prints too where the installation fails or {@linkcode isVerbose}.
   * Default: nothing. Not called where the environment exists already.
   */
  readonly onProgress?: (line: string) => void;
  /** Aborts the installation; the next one removes what it left. */
  readonly signal?: AbortSignal;
}

const WINDOWS = Deno.build.os === "windows";
const LOCK_POLL_MS = 100;
const OFFLINE_REGEXP = /NewConnection|name resolution|getaddrinfo|ConnectTimeout|ReadTimeout|ProxyError|unreachable/i;
const DEBIAN_HINT = 'on Debian or Ubuntu run "sudo apt install python3-venv"';

/** The name of an environment's folder: a random UUID. */
const FOLDER_REGEXP = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Compiles the folder it is given on all processors: an import that has to compile costs seconds, each time in a sandbox. */
const COMPILE = "import compileall, sys; compileall.compile_dir(sys.argv[1], quiet=2, workers=0)";

/**
 * The interpreter of a virtual environment with the packages of a requirements file, compiled. The first call makes it in
 * {@linkcode cacheFolder}; later calls cost one start of Python.
 *
 * Each change of the file or of the system's Python gives an environment of its own. An installation works in a folder
 * with a random name, and the name is published by a rename as its last act: a killed one leaves nothing that counts,
 * even where its pip outlives it and keeps writing. One process installs at a time; the kernel frees the lock of a dead one.
 *
 * pip's own configuration decides where the packages come from.
 *
 * @returns the path of the interpreter
 * @throws {RstarError} `python_unavailable` when Python, pip, the network or a folder to write to is missing, or another user could
 * have put programs into the cache folder; one sentence that says what to do
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const cache = cacheFolder();
  try {
    return await readyOrMade(options);
  } catch (cause) {
    const reason = systemReason(cause);
    if (reason === undefined) throw cause;
    throw new RstarError("python_unavailable", `Cannot keep Python packages in ${cache}: ${reason}`, { cause });
  }
}

async function readyOrMade(options: PythonEnvironmentOptions): Promise<string> {
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
  await Deno.mkdir(root, { recursive: true, mode: 0o755 });
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
 * The interpreter of an environment that exists already; nothing is installed.
 *
 * @returns `undefined` where it does not exist
 */
export async function environmentIfReady(
  options: Pick<PythonEnvironmentOptions, "requirements" | "name" | "hashes">,
): Promise<string | undefined> {
  return await readyInterpreter((await locate(options)).root);
}

/** The folder of an environment, the text of its requirements, and the interpreter it is made with. */
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
  const purelib = await outputOf(interpreter, ["-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]);
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

/** Runs a program; its output is reported where asked for ({@linkcode isVerbose}) or where it fails. */
async function command(
  path: string,
  args: string[],
  options: { readonly onProgress: (line: string) => void; readonly signal?: AbortSignal },
): Promise<void> {
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  const env = { PYTHONUNBUFFERED: "1", PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0" };
  const child = spawned(new Deno.Command(path, { args, env, signal, stdin: "null", stdout: "piped", stderr: "piped" }));
  const lines: string[] = [];
  const verbose = isVerbose();
  const report = (text: string): void => {
    const line = text.trim();
    if (line === "") return;
    lines.push(line);
    if (verbose) onProgress(line);
  };
  const [status] = await Promise.all([child.status, eachLine(child.stdout, report), eachLine(child.stderr, report)]);
  signal?.throwIfAborted();
  if (status.success) return;
  if (!verbose) lines.forEach(onProgress);
  const reason = OFFLINE_REGEXP.test(lines.join("\n"))
    ? "the package index cannot be reached, and the first use needs a network"
    : lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? `exit code ${status.code}`;
  throw new RstarError("python_unavailable", `Cannot install Python packages with ${path}: ${reason}`);
}

/** Starts a program whose files no other user can write, whatever this user's mask allows: {@linkcode checkTrusted} looks. */
function spawned(command: Deno.Command): Deno.ChildProcess {
  if (WINDOWS) return command.spawn();
  const own = Deno.umask(0o022);
  try {
    return command.spawn();
  } finally {
    Deno.umask(own);
  }
}

/** Waits for the exclusive lock: polled, since a waiting `lock()` can be neither aborted nor reported. */
async function acquire(
  lock: Deno.FsFile,
  options: { readonly onProgress: (line: string) => void; readonly signal?: AbortSignal },
): Promise<void> {
  for (let reported = false; !await lock.tryLock(true); reported = true) {
    if (!reported) options.onProgress("Waiting for another process that installs the same Python packages");
    options.signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  }
}

/** The interpreter of the published environment in `root`, where there is one that still runs. */
async function readyInterpreter(root: string): Promise<string | undefined> {
  await checkTrusted(cacheFolder(), root);
  try {
    const name = await Deno.readTextFile(`${root}/ready`);
    if (!FOLDER_REGEXP.test(name)) return undefined; // damaged, or not written here
    const path = interpreterIn(`${root}/${name}`);
    await checkTrusted(root, dirname(path));
    await Deno.stat(path); // follows the link to the system's Python, which an upgrade may have removed
    return path;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Removes the folders of unfinished installations; one that an orphaned pip still writes to may stay. */
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
