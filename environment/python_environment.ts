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
import { systemReason } from "@rstar/system";
import { cacheFolder } from "./cache_folder.ts";
import { checkTrusted } from "./trusted_folder.ts";
import { findPython, type Python } from "./find_python.ts";
import { install, interpreterIn } from "./install_packages.ts";

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
   * A second requirements file, without hashes: packages that each index builds itself. They are installed last, as pip
   * resolves; what `requirements` pins must stay as it is. The environment then keeps pip and the packages' tests.
   */
  readonly unhashed?: URL | string;
  /**
   * Receives one line when the installation starts; what pip prints too where the installation fails or `RSTAR_VERBOSE=1`.
   * Default: nothing. Not called where the environment exists already.
   */
  readonly onProgress?: (line: string) => void;
  /** Aborts the installation; the next one removes what it left. */
  readonly signal?: AbortSignal;
}

const LOCK_POLL_MS = 100;
const DEBIAN_HINT = 'on Debian or Ubuntu run "sudo apt install python3-venv"';

/** The name of an environment's folder: a random UUID. */
const FOLDER_REGEXP = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
  const { root, text, unhashed, python } = await locate(options);
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
  const count = `${text}\n${unhashed ?? ""}`.split("\n").filter((line) => /^[^\s#]/.test(line)).length;
  onProgress(
    `Installing Python packages for the ${options.name} environment (${count} package${count === 1 ? "" : "s"})`,
  );
  await install(python, { root: `${root}/${folder}`, text, unhashed, hashes, onProgress, signal });
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
  options: Pick<PythonEnvironmentOptions, "requirements" | "name" | "hashes" | "unhashed">,
): Promise<string | undefined> {
  return await readyInterpreter((await locate(options)).root);
}

/** Where an environment lies, and what it is made from. */
interface Plan {
  readonly root: string;
  /** What the requirements files say. */
  readonly text: string;
  readonly unhashed?: string;
  readonly python: Python;
}

async function locate(options: PythonEnvironmentOptions): Promise<Plan> {
  const { requirements, name, hashes = true, signal } = options;
  if (!/^[a-z0-9-]+$/.test(name)) {
    throw new TypeError(`Cannot name a Python environment as only a-z, 0-9 and - are allowed: ${name}`);
  }
  const text = await Deno.readTextFile(requirements);
  const unhashed = options.unhashed === undefined ? undefined : await Deno.readTextFile(options.unhashed);
  const python = await findPython({ signal });
  const parts = [text, python.path, python.version, hashes, ...unhashed === undefined ? [] : [unhashed]];
  return { root: `${cacheFolder()}/python/${name}-${await digest(parts)}`, text, unhashed, python };
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

async function digest(parts: readonly unknown[]): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(parts)));
  return new Uint8Array(bytes).toHex().slice(0, 16);
}
