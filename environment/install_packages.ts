/**
 * Makes one virtual environment and fills it by pip.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { eachLine, isVerbose } from "@rstar/system";
import { outputOf, type Python } from "./find_python.ts";

/** What is installed, and who hears of it. */
export interface InstallOptions {
  /** Folder of the environment, which does not exist. */
  readonly root: string;
  /** Requirements, as in a file for pip. */
  readonly text: string;
  /** Whether each of them has its hash. */
  readonly hashes: boolean;
  /** Requirements without hashes, installed after them. Default: none. */
  readonly unhashed?: string;
  /** Receives what pip prints where it fails or {@linkcode isVerbose}. */
  readonly onProgress: (line: string) => void;
  /** Aborts it. */
  readonly signal?: AbortSignal;
}

const WINDOWS = Deno.build.os === "windows";
const OFFLINE_REGEXP = /NewConnection|name resolution|getaddrinfo|ConnectTimeout|ReadTimeout|ProxyError|unreachable/i;
const FLAGS = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2"];

/** Compiles the folder it is given on all processors: an import that has to compile costs seconds, each time in a sandbox. */
const COMPILE = "import compileall, sys; compileall.compile_dir(sys.argv[1], quiet=2, workers=0)";

/** The interpreter of the virtual environment in a folder. */
export function interpreterIn(folder: string): string {
  return WINDOWS ? `${folder}\\Scripts\\python.exe` : `${folder}/bin/python`;
}

/**
 * Makes the virtual environment at `root`, and installs the requirements into it.
 *
 * @throws {RstarError} `python_unavailable`
 * @throws {DOMException} `AbortError`
 */
export async function install(python: Python, options: InstallOptions): Promise<void> {
  const { root, text, hashes, unhashed } = options;
  const isLean = hashes && unhashed === undefined;
  const ownPip = isLean ? !python.hasPip : python.hasVenv; // else the system's pip fills an environment that has none
  await command([python.path], ["-I", "-m", "venv", ...ownPip ? [] : ["--without-pip"], root], options);
  const interpreter = interpreterIn(root);
  const purelib = await outputOf(interpreter, ["-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]);
  if (purelib === undefined) {
    throw new RstarError("python_unavailable", `Cannot start ${interpreter} after it was made.`);
  }
  const folder = purelib.trim();
  const file = `${root}/requirements.txt`; // a copy: what is installed is what was hashed
  await Deno.writeTextFile(file, text);
  const flags = [...FLAGS];
  if (hashes) flags.push("--no-compile", "--require-hashes", "--no-deps", "--only-binary", ":all:");
  if (!ownPip) flags.push("--target", folder);
  const pip = [ownPip ? interpreter : python.path, "-I", "-m", "pip"];
  await command(pip, ["install", ...flags, "-r", file], options);
  if (unhashed !== undefined) {
    const [more, kept] = [`${root}/unhashed.txt`, `${root}/constraints.txt`];
    await Deno.writeTextFile(more, unhashed);
    await Deno.writeTextFile(kept, withoutHashes(text));
    await command(pip, ["--python", interpreter, "install", ...FLAGS, "--no-compile", "-c", kept, "-r", more], options);
  }
  if (isLean && ownPip) await command(pip, ["uninstall", "--yes", "pip", "setuptools"], options);
  if (isLean) await removeTests(folder);
  if (hashes) await command([interpreter], ["-I", "-c", COMPILE, folder], options);
}

/** The same releases as constraints, which pip refuses to take beside requirements without hashes where they have them. */
function withoutHashes(text: string): string {
  return text.replace(/\\\r?\n/g, " ").replace(/\s--hash=\S+/g, "");
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
  [path, ...first]: readonly string[],
  args: readonly string[],
  options: Pick<InstallOptions, "onProgress" | "signal">,
): Promise<void> {
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  const env = { PYTHONUNBUFFERED: "1", PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0" };
  const child = spawned(
    new Deno.Command(path, { args: [...first, ...args], env, signal, stdin: "null", stdout: "piped", stderr: "piped" }),
  );
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
