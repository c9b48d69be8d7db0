/**
 * The programs through which a server was started: `npx → sh → deno task → deno run`. None of them passes SIGTERM on, and the
 * server's own parent stays when the first one ends, so a server that they leave behind has to notice it by itself.
 *
 * @module
 */

/** Time between two looks at the launchers. */
const LOOK_MS = 1_000;
/** `deno task`, and what runs it from npm's packages; npm renames its process to `npm exec …`. */
const LAUNCHER_REGEXP =
  /^(\S*\/)?(deno task|(npx|npm|pnpm|pnpx|yarn|bunx|bun|node(js)? \S*(npx|npm|pnpm|yarn|deno)\S*)) /;
/** Counts where a launcher is above it. */
const SHELL_REGEXP = /^(\S*\/)?(sh|bash|dash|ash|zsh) -c /;

/** A process, told from later ones with its number by the time of its start. */
interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly start: string;
}

/** The launchers of a process, watched. Dispose it: the watch ends. */
export interface Launchers extends Disposable {
  /** Aborts when one of them has ended. Never where there are none, or they cannot be seen: they are on Linux alone. */
  readonly gone: AbortSignal;
}

/** Watches the launchers of a process. */
export function watchLaunchers(pid: number = Deno.pid): Launchers {
  const gone = new AbortController();
  const launchers = launchersOf(pid);
  const timer = setInterval(() => {
    if (launchers.every(({ pid, start }) => processOf(pid)?.start === start)) return;
    clearInterval(timer);
    gone.abort();
  }, LOOK_MS);
  if (launchers.length === 0) clearInterval(timer);
  Deno.unrefTimer(timer as unknown as number);
  return { gone: gone.signal, [Symbol.dispose]: () => clearInterval(timer) };
}

function launchersOf(pid: number): Process[] {
  const launchers: Process[] = [];
  let shells: Process[] = [];
  for (let next = processOf(pid)?.parent ?? 0; next > 1;) {
    const ancestor = processOf(next);
    if (ancestor === null) break;
    const command = read(`/proc/${next}/cmdline`).replaceAll("\0", " ");
    if (LAUNCHER_REGEXP.test(command)) {
      launchers.push(...shells, ancestor);
      shells = [];
    } else if (SHELL_REGEXP.test(command)) shells.push(ancestor);
    else break;
    next = ancestor.parent;
  }
  return launchers;
}

/** A process as Linux describes it; null where it has ended, also while its parent has not asked for its end. */
function processOf(pid: number): Process | null {
  const stat = read(`/proc/${pid}/stat`);
  const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return stat === "" || state === "Z" || state === "X" ? null : { pid, parent: Number(parent), start: rest[17] };
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
