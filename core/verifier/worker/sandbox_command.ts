/**
 * Builds the command line that starts a supervisor, with or without bubblewrap, and lists the folders that programs may read.
 *
 * @module
 */

/**
 * The namespaces around the supervisor: `full` mounts a /proc of its own, by which the memory of snapshots is measured;
 * `without_proc` is for containers that forbid that; `none` leaves everything to seccomp and Landlock.
 */
export type Wall = "full" | "without_proc" | "none";

/** Options of `python/verifier/supervisor.py`, as they stand in its JSON. */
export interface SupervisorOptions {
  /** Programs that run at the same time. */
  readonly active: number;
  /** Interpreters forked ahead of their programs. */
  readonly pool: number;
  /** Snapshots kept at most; 0 for none. */
  readonly max_snapshots: number;
  /** Address space of a program, MiB. */
  readonly memory_mb: number;
  /** Whether to run programs where seccomp does not work. */
  readonly unsafe: boolean;
  /** Whether seccomp may be used. */
  readonly use_seccomp: boolean;
  /** Whether Landlock may be used. */
  readonly use_landlock: boolean;
}

/** A process to spawn. */
export interface SandboxCommand {
  /** Path, or name on the path. */
  readonly program: string;
  /** Command-line arguments. */
  readonly args: string[];
  /** The whole environment; nothing is inherited. */
  readonly env: Record<string, string>;
}

const SUPERVISOR = new URL("../../../python/verifier/supervisor.py", import.meta.url);

/** The environment of every interpreter: results repeat, as hash seed, locale and time zone are fixed and libraries run one thread. */
export const PYTHON_ENVIRONMENT: Readonly<Record<string, string>> = {
  PYTHONHASHSEED: "0",
  PYTHONUTF8: "1",
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
  OPENBLAS_NUM_THREADS: "1",
  OMP_NUM_THREADS: "1",
  MPMATH_NOGMPY: "1",
  SYMPY_GROUND_TYPES: "python",
};
/** No site-packages for the supervisor, which needs none; no user folder, no script folder, no bytecode written. */
const PYTHON_FLAGS = ["-S", "-s", "-P", "-B"];
const SYSTEM_FOLDERS = ["/lib", "/lib64", "/lib32", "/bin"];
const LIBRARY_FOLDERS = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store"];
const SYSTEM_FILES = ["/etc/ld.so.cache", "/etc/alternatives"];
const DEVICES = ["/dev/null", "/dev/urandom"];

/** The command line of a supervisor run by the interpreter `python`. */
export function sandboxCommand(python: string, wall: Wall, options: SupervisorOptions): SandboxCommand {
  const prefixes = pythonPrefixes(python);
  const read_only = [
    ...prefixes.flatMap((prefix) => [`${prefix}/lib`, `${prefix}/lib64`]),
    ...LIBRARY_FOLDERS,
    ...SYSTEM_FILES,
    ...DEVICES,
  ];
  const script = decodeURIComponent(SUPERVISOR.pathname);
  const command = [python, ...PYTHON_FLAGS, script, JSON.stringify({ ...options, read_only })];
  if (wall === "none") return { program: command[0], args: command.slice(1), env: { ...PYTHON_ENVIRONMENT } };
  const folders = [...prefixes, "/nix/store", script.slice(0, script.lastIndexOf("/"))];
  return { program: "bwrap", args: [...bubblewrapArguments(wall, folders), ...command], env: {} };
}

/** The folder of a virtual environment, if `python` is in one, and that of the installation. */
function pythonPrefixes(python: string): string[] {
  const above = (path: string): string => path.split("/").slice(0, -2).join("/");
  const prefixes = new Set([above(python)]);
  try {
    prefixes.add(above(Deno.realPathSync(python)));
  } catch {
    // Missing: starting it will report that.
  }
  return [...prefixes].filter((prefix) => prefix.startsWith("/"));
}

function bubblewrapArguments(wall: Wall, folders: readonly string[]): string[] {
  // deno-fmt-ignore
  const args = [
    "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
    "--ro-bind", "/usr", "/usr", "--dir", "/dev", "--chdir", "/",
  ];
  for (const device of DEVICES) args.push("--dev-bind", device, device);
  for (const folder of SYSTEM_FOLDERS) args.push(...systemFolder(folder));
  for (const path of [...SYSTEM_FILES, ...folders]) args.push("--ro-bind-try", path, path);
  if (wall === "full") args.push("--proc", "/proc");
  for (const [name, value] of Object.entries(PYTHON_ENVIRONMENT)) args.push("--setenv", name, value);
  return [...args, "--remount-ro", "/", "--"];
}

/** `/lib` and the like are links into /usr on most systems, folders on others, missing on some. */
function systemFolder(path: string): string[] {
  try {
    return Deno.lstatSync(path).isSymlink ? ["--symlink", Deno.readLinkSync(path), path] : ["--ro-bind", path, path];
  } catch {
    return [];
  }
}
