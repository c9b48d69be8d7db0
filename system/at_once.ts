/**
 * Runs `work` over items in their order, at most `limit` at the same time.
 *
 * An item that fails ends the whole: no further one is begun, and the promise rejects once those under way have ended.
 *
 * @param limit below 1 counts as 1
 * @param signal no further item is begun after it aborts; what is under way has to listen to it by itself
 */
export async function atOnce<T>(
  items: Iterable<T>,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = Iterator.from(items);
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (failures.length === 0 && !signal?.aborted) {
      const { done, value } = queue.next();
      if (done) return;
      await work(value).catch((error) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, worker));
  if (failures.length > 0) throw failures[0];
}
