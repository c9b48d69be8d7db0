/**
 * CPU time and memory that processes use, read from `/proc` (Linux only), and the heap of this one.
 *
 * @module
 */

/** Clock ticks a second in `/proc`: Linux's USER_HZ on every common machine. */
const TICKS = 100;

/** Process ids of `root` and all its descendants, `root` first. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statFields(Number(name));
    if (fields) parents.set(Number(name), Number(fields[1]));
  }
  const found = [root];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}

/** The process id of the engine below `root`; undefined where there is none. */
export function engineProcess(root: number): number | undefined {
  return processTree(root).find((pid) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("engine_main");
    } catch {
      return false; // it has ended
    }
  });
}

/** CPU seconds of a process and its descendants, including ended ones that were waited for. */
export function cpuSeconds(root: number): number {
  return processTree(root).reduce((sum, pid) => {
    const fields = statFields(pid) ?? [];
    return sum + fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0) / TICKS;
  }, 0);
}

/** CPU seconds of the threads of a process whose names start with `name`. */
export function threadCpuSeconds(pid: number, name: string): number {
  let ticks = 0;
  for (const { name: thread } of Deno.readDirSync(`/proc/${pid}/task`)) {
    const path = `${pid}/task/${thread}`;
    const fields = processName(path)?.startsWith(name) ? statFields(path) ?? [] : [];
    for (const field of fields.slice(11, 13)) ticks += Number(field);
  }
  return ticks / TICKS;
}

/**
 * CPU seconds of everything on this machine since it started. Only this includes ended processes whose parent did not wait
 * for them, such as the verifier's programs: `/proc` adds their time to no other process.
 */
export function machineCpuSeconds(): number {
  const [, user, nice, system, , , interrupts, softInterrupts] = Deno.readTextFileSync("/proc/stat").split(/\s+/);
  return [user, nice, system, interrupts, softInterrupts].reduce((ticks, field) => ticks + Number(field), 0) / TICKS;
}

/** Page faults of everything on this machine since it started. */
export function machinePageFaults(): number {
  return Number(/^pgfault (\d+)$/m.exec(Deno.readTextFileSync("/proc/vmstat"))?.[1]);
}

/** Proportional set size of processes together, in MiB: a page that n processes share counts 1/n for each. */
export function memoryMiB(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    try {
      return sum + Number(/^Pss:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;
    } catch {
      return sum; // it has ended
    }
  }, 0);
}

/** The name of a process or, by `PID/task/TID`, of a thread; null where it has ended. */
export function processName(pid: number | string): string | null {
  try {
    const [, name, state] = /\((.*)\) (.)/.exec(Deno.readTextFileSync(`/proc/${pid}/stat`))!;
    return state === "Z" ? null : name;
  } catch {
    return null;
  }
}

/** The number of file descriptors that a process has open. */
export function openDescriptors(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

/** The fields of `/proc/PID/stat` after the name: state, parent, …; PID and null as for {@linkcode processName}. */
function statFields(pid: number | string): string[] | null {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /, "").split(" ");
  } catch {
    return null;
  }
}

/**
 * Bytes of this process's JavaScript heap that are in use after garbage collection.
 *
 * @throws {Error} Deno was not started with `--v8-flags=--expose-gc`
 */
export function usedBytes(): number {
  const { gc } = globalThis as unknown as { readonly gc?: () => void };
  if (!gc) throw new Error("Cannot collect garbage: run it with --v8-flags=--expose-gc");
  for (let i = 0; i < 4; i++) gc();
  return Deno.memoryUsage().heapUsed;
}
