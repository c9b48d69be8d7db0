/**
 * What processes use, read from `/proc`. Linux only.
 *
 * @module
 */

/** Clock ticks a second that `/proc` counts CPU time in: Linux's USER_HZ on every common machine. */
const TICKS = 100;

/** Process ids of `root` and all below it. */
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

/** The engine's process below `root`. */
export function engineProcess(root: number): number | undefined {
  return processTree(root).find((pid) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("engine_main");
    } catch {
      return false; // it has ended
    }
  });
}

/** CPU seconds of a process and those below it, those that have ended included. */
export function cpuSeconds(root: number): number {
  return processTree(root).reduce((sum, pid) => {
    const fields = statFields(pid) ?? [];
    return sum + fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0) / TICKS;
  }, 0);
}

/** CPU seconds of those threads of a process whose name begins with `name`. */
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
 * CPU seconds of everything on this machine since it started. Alone it tells what processes used whose parent does not
 * wait for them, as those of the verifier's programs: `/proc` adds these to nobody.
 */
export function machineCpuSeconds(): number {
  const [, user, nice, system, , , interrupts, softInterrupts] = Deno.readTextFileSync("/proc/stat").split(/\s+/);
  return [user, nice, system, interrupts, softInterrupts].reduce((ticks, field) => ticks + Number(field), 0) / TICKS;
}

/** Page faults of everything on this machine since it started: pages that a process reads or copies when it first needs them. */
export function machinePageFaults(): number {
  return Number(/^pgfault (\d+)$/m.exec(Deno.readTextFileSync("/proc/vmstat"))?.[1]);
}

/** Proportional memory of processes, in MiB: pages that they share count by their share. */
export function memoryMiB(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    try {
      return sum + Number(/^Pss:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;
    } catch {
      return sum; // it has ended
    }
  }, 0);
}

/** The name of a process or, as `PID/task/TID`, of a thread; null where it has ended. */
export function processName(pid: number | string): string | null {
  try {
    const [, name, state] = /\((.*)\) (.)/.exec(Deno.readTextFileSync(`/proc/${pid}/stat`))!;
    return state === "Z" ? null : name;
  } catch {
    return null;
  }
}

/** Descriptors that a process has open. */
export function openDescriptors(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

/**
 * The fields of `/proc/PID/stat` behind the name, PID as for {@linkcode processName}: state, parent, …; null where it has
 * ended.
 */
function statFields(pid: number | string): string[] | null {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /, "").split(" ");
  } catch {
    return null;
  }
}
