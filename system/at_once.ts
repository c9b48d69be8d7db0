/**
 * Work over many items, so many of them at the same time.
 *
 * @module
 */

/**
 * Runs `work` over items in their order, at most `limit` at the same time.
 *
 * After a failure no further item is started; the promise rejects with the first failure once those running have ended.
 *
 * @param options.limit items at the same time; below 1 counts as 1
 * @param options.signal once it aborts no further item is started and the promise still resolves; `work` must watch the signal
 * itself to stop what is running
 */
export async function atOnce<T>(
  items: Iterable<T>,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = Iterator.from(items);
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    if (signal?.aborted) return;
    try {
      for (const item of queue) { // leaving the loop closes a generator, for the other workers too
        await work(item);
        if (failures.length > 0 || signal?.aborted) return;
      }
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, worker));
  if (failures.length > 0) throw failures[0];
}
