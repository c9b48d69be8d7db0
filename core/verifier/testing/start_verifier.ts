/**
 * A verifier for tests, and the processes of this machine seen from outside.
 *
 * @module
 */
import { pythonEnvironment } from "@rstar/environment";
import { PythonVerifier, type PythonVerifierOptions } from "../python_verifier.ts";

const REQUIREMENTS = new URL("../../../python/verifier/requirements.txt", import.meta.url);
let interpreter: Promise<string> | undefined;

/** An interpreter with the verifier's packages, installed once. */
export function testPython(): Promise<string> {
  return interpreter ??= pythonEnvironment({ requirements: REQUIREMENTS, name: "verifier" });
}

/** A verifier with the interpreter of {@linkcode testPython}. */
export async function testVerifier(options: Partial<PythonVerifierOptions> = {}): Promise<PythonVerifier> {
  return await PythonVerifier.start({ python: await testPython(), ...options });
}

/** A process as /proc shows it. */
export interface ProcessState {
  /** Process id in this process's namespace. */
  readonly pid: number;
  /** Process id of its parent. */
  readonly parent: number;
  /** One letter of `ps`: `R`, `S`, `T`, `Z`, … */
  readonly state: string;
}

/** Every process in /proc. */
export function processes(): ProcessState[] {
  const found: ProcessState[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      found.push({ pid: Number(name), parent: Number(parent), state });
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** Process `root` and all processes below it. */
export function processTree(root: number): ProcessState[] {
  const all = processes();
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid);
  }
  return all.filter(({ pid }) => tree.has(pid));
}

/** Waits until `condition` holds, looking every 10 ms; throws after `timeoutMs`. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!await condition()) {
    if (Date.now() > deadline) throw new Error(`Condition did not come to hold within ${timeoutMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
