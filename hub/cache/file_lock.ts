/**
 * One process at a time, by a lock on a file that the system frees when its process ends, however it ends.
 *
 * @module
 */
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Time between two attempts to get a lock. */
const RETRY_MS = 200;

/**
 * Waits for the lock on a file, which is made.
 *
 * @param onWait is called once where another has it
 * @returns dispose it to free it
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function fileLock(
  path: string,
  { signal, onWait }: { readonly signal?: AbortSignal; readonly onWait: () => void },
): Promise<Disposable> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const file = await Deno.open(path, { create: true, write: true });
  try {
    for (let attempt = 0; !await file.tryLock(true); attempt++) {
      if (attempt === 0) onWait();
      await delay(RETRY_MS, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}
